"""The knowledge base: articles that customers and staff read, in several languages, with review and history."""
