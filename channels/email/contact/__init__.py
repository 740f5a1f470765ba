"""The public contact form: what is written there comes in as if it were mail."""
