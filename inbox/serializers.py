"""How the inbox's rows look in the REST API, and what its acts take."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone
from rest_framework import serializers

from accounts.models import User, Workspace
from accounts.shapes import Body
from inbox.filters import LARGEST_ID
from inbox.models import (
    Channel,
    Contact,
    Conversation,
    Identity,
    Label,
    Message,
    Note,
    PlatformCall,
    Post,
    SavedReply,
)

Labelled = TypeVar("Labelled", bound=Model)


class ChannelSerializer(serializers.ModelSerializer[Channel]):
    platform = serializers.CharField(help_text="The short name of the platform.")
    platform_name = serializers.CharField()
    capabilities = serializers.SerializerMethodField(help_text="What can be done on this platform.")

    class Meta:
        model = Channel
        fields = (
            *("id", "platform", "platform_name", "external_id", "name", "handle", "group", "status"),
            "status_reason",
            *("capabilities", "is_automation_on", "is_simulated", "connected_at", "calls_resume_at"),
            "created_at",
        )

    def get_capabilities(self, channel: Channel) -> list[str]:
        return sorted(channel.connector_class.capabilities)


class LabelledSerializer(serializers.ModelSerializer[Labelled]):
    """A row with the names of its labels, which the view has read as `shown_labels`."""

    labels = serializers.SerializerMethodField(help_text="Names; at most 50.")

    def get_labels(self, row: Any) -> list[str]:
        return [label.name for label in row.shown_labels]


class PostSerializer(LabelledSerializer[Post]):
    class Meta:
        model = Post
        fields = (
            *("id", "channel", "external_id", "title", "permalink", "is_ad", "ad_id", "labels"),
            *("published_at", "created_at"),
        )


class IdentitySerializer(serializers.ModelSerializer[Identity]):
    class Meta:
        model = Identity
        fields = (
            *("id", "contact", "channel", "external_id", "handle", "name", "blocked_at", "opted_out_at"),
            *("followers", "is_verified", "has_picture", "account_created_at"),
        )


class ContactSerializer(LabelledSerializer[Contact]):
    identities = IdentitySerializer(
        source="shown_identities",
        many=True,
        read_only=True,
        help_text="The contact on each channel; the newest 50.",
    )

    class Meta:
        model = Contact
        fields = ("id", "name", "is_vip", "is_approved", "is_team", "labels", "identities", "created_at")


class LabelSerializer(serializers.ModelSerializer[Label]):
    class Meta:
        model = Label
        fields = ("id", "name")


class SavedReplySerializer(serializers.ModelSerializer[SavedReply]):
    class Meta:
        model = SavedReply
        fields = ("id", "name", "text", "is_private_only", "created_at")


class PersonSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ("id", "name", "email")


class ConversationSerializer(LabelledSerializer[Conversation]):
    identity = IdentitySerializer(allow_null=True, help_text="Who wrote first.")
    assignee = PersonSerializer(allow_null=True)
    priority_reasons = serializers.ListField(child=serializers.CharField())
    person_window_ends_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="Until when a person may answer; automation may until `reply_window_ends_at`.",
    )

    class Meta:
        model = Conversation
        fields = (
            *("id", "channel", "kind", "thread_id", "post", "identity", "status", "priority"),
            *("priority_reasons", "assignee", "labels", "snoozed_until", "waiting_since", "last_message_at"),
            *("reply_window_ends_at", "person_window_ends_at", "preview", "message_count", "version"),
            "created_at",
        )


class AttachmentSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    url = serializers.CharField()


class MessageSerializer(serializers.ModelSerializer[Message]):
    identity = IdentitySerializer(allow_null=True, help_text="Who wrote it.")
    attachments = AttachmentSerializer(many=True)

    class Meta:
        model = Message
        fields = (
            *("id", "channel", "conversation", "identity", "kind", "is_own", "origin", "external_id"),
            *("parent_id", "text", "attachments", "sent_at", "received_at", "edited_at", "visibility"),
            *("visibility_at", "removed_at", "liked_at", "sentiment"),
        )


class PlatformCallSerializer(serializers.ModelSerializer[PlatformCall]):
    class Meta:
        model = PlatformCall
        fields = (
            *("id", "channel", "conversation", "message", "sent_message", "verb", "text", "status"),
            *("actor", "user", "cause", "run_at", "attempts", "started_at", "finished_at", "external_id"),
            *("error_code", "error_detail", "created_at"),
        )


class NoteSerializer(serializers.ModelSerializer[Note]):
    class Meta:
        model = Note
        fields = ("id", "conversation", "author", "cause", "text", "created_at")


class TextBody(Body):
    text = serializers.CharField(max_length=10_000)


class NoteBody(Body):
    text = serializers.CharField(max_length=Note.LONGEST)


def in_the_future(moment: datetime) -> None:
    if moment <= timezone.now():
        raise serializers.ValidationError("Choose a moment in the future.")


class HideBody(Body):
    unhide_at = serializers.DateTimeField(
        required=False, validators=[in_the_future], help_text="When it is shown again; left out: never."
    )


class SnoozeBody(Body):
    until = serializers.DateTimeField(validators=[in_the_future], help_text="When it comes back.")


class LabelBody(Body):
    name = serializers.CharField(max_length=60)

    def validate_name(self, name: str) -> str:
        """Labels are stored with single spaces."""
        return " ".join(name.split())


class AssignBody(Body):
    assignee = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, allow_null=True, help_text="The id of a member; null for nobody."
    )

    def validate_assignee(self, pk: int | None) -> User | None:
        if pk is None:
            return None
        workspace: Workspace = self.context["view"].workspace
        member = User.objects.filter(pk=pk, is_active=True, memberships__workspace=workspace).first()
        if member is None:
            raise serializers.ValidationError("There is no member with this id in this workspace.")
        return member
