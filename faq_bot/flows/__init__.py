"""Guided flows: tasks in steps, defined in files, run by one pure engine, with actions behind a port."""
