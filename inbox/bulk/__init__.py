"""Many conversations at once: what can be done with them, and runs over all that match."""
