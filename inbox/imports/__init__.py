"""Import files: read, checked row by row, and stored in batches."""
