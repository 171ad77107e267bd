"""The inbox's tables. Constraints first: they carry the promises (docs/architecture.md)."""

from inbox.models.access import ChannelAccess
from inbox.models.calls import PlatformCall, PrivateReplyClaim
from inbox.models.channels import Channel, RawDelivery
from inbox.models.conversations import Conversation, ConversationLabel, Post, PostLabel, SavedReply
from inbox.models.drafts import Draft
from inbox.models.imports import FileImport
from inbox.models.jobs import BulkItem, BulkRun, Job
from inbox.models.labels import Label
from inbox.models.messages import Message, MessageRevision, ParkedChange
from inbox.models.occurrences import Occurrence
from inbox.models.people import Contact, ContactLabel, Identity
from inbox.models.polls import ChannelPoll, DailyUse, MissedRange, PostPoll
from inbox.models.saved_views import SavedView
from inbox.models.team import Note, Notification
from inbox.models.thumbnails import PostThumbnail
from inbox.models.webhooks import WebhookEndpoint, WebhookNotice

__all__ = [
    "BulkItem",
    "BulkRun",
    "Channel",
    "ChannelAccess",
    "ChannelPoll",
    "Contact",
    "ContactLabel",
    "Conversation",
    "ConversationLabel",
    "DailyUse",
    "Draft",
    "FileImport",
    "Identity",
    "Job",
    "Label",
    "Message",
    "MessageRevision",
    "MissedRange",
    "Note",
    "Notification",
    "Occurrence",
    "ParkedChange",
    "PlatformCall",
    "Post",
    "PostLabel",
    "PostPoll",
    "PostThumbnail",
    "PrivateReplyClaim",
    "RawDelivery",
    "SavedReply",
    "SavedView",
    "WebhookEndpoint",
    "WebhookNotice",
]
