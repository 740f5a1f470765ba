"""The search of articles that everybody may read."""
