"""What people make of the bot's work: the packet of a conversation, marks, what it could not answer, and the report."""
