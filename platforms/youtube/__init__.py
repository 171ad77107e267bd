"""YouTube channels: comments below videos. There are no webhooks for them and no direct messages."""
