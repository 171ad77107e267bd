"""The inbox in the REST API. Views only read and authorise; every change is a service."""

from inbox.api.calls import PlatformCallViewSet
from inbox.api.conversations import ConversationViewSet, NoteViewSet
from inbox.api.messages import MessageViewSet
from inbox.api.records import (
    ChannelViewSet,
    ContactViewSet,
    LabelViewSet,
    PostViewSet,
    SavedReplyViewSet,
)

__all__ = [
    "ChannelViewSet",
    "ContactViewSet",
    "ConversationViewSet",
    "LabelViewSet",
    "MessageViewSet",
    "NoteViewSet",
    "PlatformCallViewSet",
    "PostViewSet",
    "SavedReplyViewSet",
]
