"""WhatsApp Business numbers: direct messages through the Cloud API."""
