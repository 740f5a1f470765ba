"""What administrators set up of routing: queues, skills, members, agents' capacity, and the rules of intake."""
