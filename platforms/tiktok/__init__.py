"""TikTok business accounts: comments below videos and, where the region has them, direct messages."""
