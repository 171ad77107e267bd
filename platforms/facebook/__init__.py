"""Facebook Pages: comments below posts and ads, and Messenger."""
