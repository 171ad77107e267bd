"""The inbox in the REST API. Views only read and authorise; every change is a service."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scoping import ReadOnly
from accounts.shapes import Body, EmptyBody
from inbox import filters, serializers, services
from inbox.idempotency import KEY_PARAMETER, key_of, once
from inbox.models import (
    Channel,
    Contact,
    Conversation,
    Identity,
    Label,
    Message,
    PlatformCall,
    Post,
    SavedReply,
)
from platforms.base import Kind

Verb = PlatformCall.Verb
# Related rows that come along with a row.
MOST_RELATED = 50


class ChannelViewSet(ReadOnly[Channel]):
    """Connected profiles."""

    queryset = Channel.objects.defer("credentials")
    serializer_class = serializers.ChannelSerializer


class PostViewSet(ReadOnly[Post]):
    """What people comment under."""

    queryset = Post.objects.all()
    serializer_class = serializers.PostSerializer
    filterset_class = filters.PostFilters


class ContactViewSet(ReadOnly[Contact]):
    """People who write, with what each channel knows of them."""

    queryset = Contact.objects.prefetch_related(
        Prefetch("identities", Identity.objects.order_by("-id")[:MOST_RELATED], to_attr="shown_identities")
    )
    serializer_class = serializers.ContactSerializer


class LabelViewSet(ReadOnly[Label]):
    """Tags on conversations."""

    queryset = Label.objects.all()
    serializer_class = serializers.LabelSerializer


class SavedReplyViewSet(ReadOnly[SavedReply]):
    """Stored texts for people to answer with."""

    queryset = SavedReply.objects.all()
    serializer_class = serializers.SavedReplySerializer


class PlatformCallViewSet(ReadOnly[PlatformCall]):
    """What was asked of the platforms, by whom, and what came of it."""

    queryset = PlatformCall.objects.all()
    serializer_class = serializers.PlatformCallSerializer
    filterset_class = filters.PlatformCallFilters
    ordering = ("-created_at", "-id")


class MessageViewSet(ReadOnly[Message]):
    """Comments and direct messages, in and out."""

    queryset = Message.objects.select_related("identity").defer("raw")
    serializer_class = serializers.MessageSerializer
    filterset_class = filters.MessageFilters
    ordering = ("-sent_at", "-id")

    @extend_schema(
        request=serializers.TextBody,
        responses={202: serializers.PlatformCallSerializer},
        parameters=[KEY_PARAMETER],
    )
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, pk: int) -> Response:
        """Answer a comment in public, a direct message directly. The answer is the queued platform call."""
        message = self.get_object()
        verb = Verb.DIRECT if message.kind == Kind.DIRECT else Verb.REPLY
        return self._call(verb, message, services.reply, serializers.TextBody)

    @extend_schema(
        request=serializers.TextBody,
        responses={202: serializers.PlatformCallSerializer},
        parameters=[KEY_PARAMETER],
    )
    @action(detail=True, methods=["post"])
    def private_reply(self, request: Request, pk: int) -> Response:
        """Send the one direct message that a comment allows. The answer is the queued platform call."""
        return self._call(Verb.PRIVATE_REPLY, self.get_object(), services.private_reply, serializers.TextBody)

    @extend_schema(
        request=EmptyBody, responses={202: serializers.PlatformCallSerializer}, parameters=[KEY_PARAMETER]
    )
    @action(detail=True, methods=["post"])
    def hide(self, request: Request, pk: int) -> Response:
        """Hide a comment from everyone but its author. The answer is the queued platform call."""
        return self._call(Verb.HIDE, self.get_object(), services.hide, EmptyBody)

    @extend_schema(
        request=EmptyBody, responses={202: serializers.PlatformCallSerializer}, parameters=[KEY_PARAMETER]
    )
    @action(detail=True, methods=["post"])
    def unhide(self, request: Request, pk: int) -> Response:
        """Show a hidden comment again. The answer is the queued platform call."""
        return self._call(Verb.UNHIDE, self.get_object(), services.unhide, EmptyBody)

    def _call(
        self, verb: Verb, message: Message, service: Callable[..., PlatformCall], body: type[Body]
    ) -> Response:
        texts = [str(text) for text in self.valid(body).values()]
        key = key_of(self.request, message.workspace_id)
        call = once(
            key, verb, message, "".join(texts), lambda: service(message, *texts, by=self.actor, key=key)
        )
        return Response(serializers.PlatformCallSerializer(call).data, status=202)


class ConversationViewSet(ReadOnly[Conversation]):
    """Direct-message threads, and top-level comments with their replies."""

    queryset = Conversation.objects.select_related("identity", "assignee").prefetch_related(
        Prefetch("labels", Label.objects.order_by("name")[:MOST_RELATED], to_attr="shown_labels")
    )
    serializer_class = serializers.ConversationSerializer
    filterset_class = filters.ConversationFilters
    ordering = ("-last_message_at", "-id")

    @extend_schema(request=EmptyBody)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: int) -> Response:
        """Mark as done."""
        return self._act(services.resolve, EmptyBody)

    @extend_schema(request=EmptyBody)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Bring back to the inbox."""
        return self._act(services.reopen, EmptyBody)

    @extend_schema(request=serializers.AssignBody)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: int) -> Response:
        """Give to a member, or to nobody."""
        return self._act(services.assign, serializers.AssignBody)

    @extend_schema(request=serializers.LabelBody)
    @action(detail=True, methods=["post"])
    def label(self, request: Request, pk: int) -> Response:
        """Put a label on; one that is new is made."""
        return self._act(services.label, serializers.LabelBody)

    @extend_schema(request=serializers.LabelBody)
    @action(detail=True, methods=["post"])
    def unlabel(self, request: Request, pk: int) -> Response:
        """Take a label off."""
        return self._act(services.unlabel, serializers.LabelBody)

    def _act(self, service: Callable[..., int], body: type[Body]) -> Response:
        conversation = self.get_object()
        service([conversation], *self.valid(body).values(), by=self.actor)
        return Response(self.get_serializer(self.get_object()).data)
