"""Signing in to a mailbox at its provider, by the authorization code flow of OAuth 2.0 (RFC 6749, 7636)."""
