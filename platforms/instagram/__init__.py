"""Instagram through the API with Instagram Login."""
