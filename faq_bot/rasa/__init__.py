"""A separate Rasa server as an engine: its project made of the articles, its installation, and the asking of it."""
