"""The inbox's tables. Constraints first: they carry the promises (docs/architecture.md)."""

from inbox.models.calls import PlatformCall, PrivateReplyClaim
from inbox.models.channels import Channel, RawDelivery
from inbox.models.conversations import Conversation, ConversationLabel, Label, Post, SavedReply
from inbox.models.messages import Message, MessageRevision, ParkedChange
from inbox.models.people import Contact, Identity

__all__ = [
    "Channel",
    "Contact",
    "Conversation",
    "ConversationLabel",
    "Identity",
    "Label",
    "Message",
    "MessageRevision",
    "ParkedChange",
    "PlatformCall",
    "Post",
    "PrivateReplyClaim",
    "RawDelivery",
    "SavedReply",
]
