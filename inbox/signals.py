"""The one link upwards: whoever wants to act on what happens in the inbox listens here."""

from django.dispatch import Signal

# Sent inside the transaction that stored them, with `channel_id: int` and `message_ids:
# list[int]`. A receiver may only queue a task on commit. It must set `processed_at` on each
# message when it is done; messages without it are handed over again by the sweep.
messages_stored = Signal()

# The same for what happened to messages and conversations later: `occurrence_ids: list[int]`.
occurrences_stored = Signal()
