"""What Meta's platforms share: webhooks, the Graph API and its errors. Not a platform itself."""
