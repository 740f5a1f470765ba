"""The demonstration: a small shop of its own, its staff, and a past to look at. Nothing else depends on it."""
