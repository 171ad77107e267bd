from __future__ import annotations

from django.db import models

from accounts.models import User, WorkspaceOwned
from inbox.models.conversations import Conversation


class Draft(WorkspaceOwned):
    """What a person typed in a conversation and did not send. Nobody else sees it.

    `how`  public, private, direct or note, as the composer names them.
    """

    LONGEST = 20_000
    MOST_DAYS = 90

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    how = models.CharField(max_length=10, blank=True)
    text = models.TextField(max_length=LONGEST)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "conversation"], name="draft_one_a_person"),)

    def __str__(self) -> str:
        return f"Draft of {self.user_id} in {self.conversation_id}"
