"""Merging conversations by mail, and taking them apart again."""
