"""Earful's own format: imported files, and rows that other programs push."""
