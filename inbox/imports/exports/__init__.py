"""Exports as the platforms hand them out: what is in them becomes rows of our own format."""
