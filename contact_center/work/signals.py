"""What the commits of work say."""

ROUTING = "routing"
"""A work item has changed; the id is its key, note its conversation's where that may wait by now."""
OFFERS = "offers"
"""What is put to an agent, or what the agent has to wrap up, has changed; the id is the agent's key."""
SETUP = "routing_setup"
"""Queues, skills, members, capacity or intake rules have changed."""
