"""The bot on mail: it suggests answers to agents, and where a mailbox says so, answers by itself once."""
