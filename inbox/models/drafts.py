from __future__ import annotations

from django.db import models

from accounts.models import User, WorkspaceOwned
from inbox.models.conversations import Conversation


class Draft(WorkspaceOwned):
    """What a person typed in a conversation and did not send. Nobody else sees it.

    `how`      public, private, direct or note, as the composer names them
    `is_note`  it is for the team; an answer and a note of one person lie side by side and never mix
    """

    NOTE = "note"
    LONGEST = 20_000
    MOST_DAYS = 90

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    how = models.CharField(max_length=10, blank=True)
    is_note = models.BooleanField(default=False)
    text = models.TextField(max_length=LONGEST)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "conversation", "is_note"], name="draft_one_of_a_kind"),
        )

    def __str__(self) -> str:
        return f"Draft of {self.user_id} in {self.conversation_id}"
