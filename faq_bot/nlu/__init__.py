"""Understanding: which of the known questions somebody asks, and whether it is any of them."""
