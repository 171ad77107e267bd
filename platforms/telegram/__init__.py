"""Telegram bots: private chats, and the comments below a channel's posts in its discussion group."""
