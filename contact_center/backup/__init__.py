"""Backups: the database, the files and, where asked for, the secret key in one archive, and the way back."""
