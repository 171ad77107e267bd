"""What the pages show: read from the database, nothing changed."""
