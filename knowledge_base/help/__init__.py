"""The public help centre: its pages, and the search and the articles for programs."""
