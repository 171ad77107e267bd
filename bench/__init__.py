"""What Earful promises about speed, measured: `make bench`."""
