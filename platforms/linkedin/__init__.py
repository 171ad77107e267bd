"""LinkedIn Pages of organisations: comments below their posts."""
