"""X: mentions and replies in public, and direct messages."""
