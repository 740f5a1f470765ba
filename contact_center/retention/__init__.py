"""Retention: for how long things are kept, as administrators decide it, and their deletion after that time."""
