"""Fetching mail by IMAP (RFC 9051): a connection in a thread of its own for each mailbox."""
