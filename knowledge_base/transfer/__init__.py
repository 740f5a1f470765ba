"""Articles as files of Markdown with front matter: on the way out, and back in without loss."""
