"""A day once more, by the engine that decides live, under one configuration and another."""
