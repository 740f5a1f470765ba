"""Measurements of the running product: each starts the real server, works through its real doors and keeps a ledger."""
