"""The commands of the command line, a module for each. They may print; nothing else of the product does."""
