"""Mailboxes as administrators set them up, and the mails that became no message."""
