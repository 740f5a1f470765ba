"""The demonstration's past: what was said (text files), when and by whom (a plan), and its playing into a database."""
