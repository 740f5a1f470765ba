"""What the demonstration's administrator has set up beside the shop itself."""
