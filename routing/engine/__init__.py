"""The decisions of eligibility and ordering, kept ready in memory so that each takes microseconds. Pure."""
