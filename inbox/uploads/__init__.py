"""Import from the browser: a file is uploaded, looked at, and imported as a job in pieces."""
