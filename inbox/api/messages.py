"""Comments and direct messages in the REST API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scoping import ReadOnly
from accounts.shapes import Body, EmptyBody
from inbox import filters, serializers, services
from inbox.idempotency import KEY_PARAMETER, key_of, once
from inbox.models import Message, PlatformCall
from platforms.base import Kind

Verb = PlatformCall.Verb


def call_schema(body: type[Body]) -> Callable[[Any], Any]:
    """Describe an act whose answer is the platform call that was queued for it."""
    return extend_schema(
        request=body, responses={202: serializers.PlatformCallSerializer}, parameters=[KEY_PARAMETER]
    )


class MessageViewSet(ReadOnly[Message]):
    """Comments and direct messages, in and out."""

    queryset = Message.objects.select_related("identity").defer("raw")
    serializer_class = serializers.MessageSerializer
    filterset_class = filters.MessageFilters
    ordering = ("-sent_at", "-id")

    @call_schema(serializers.TextBody)
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, pk: int) -> Response:
        """Answer a comment in public, a direct message directly. The answer is the queued platform call."""
        message = self.get_object()
        verb = Verb.DIRECT if message.kind == Kind.DIRECT else Verb.REPLY
        return self._call(verb, message, services.reply, serializers.TextBody)

    @call_schema(serializers.TextBody)
    @action(detail=True, methods=["post"])
    def private_reply(self, request: Request, pk: int) -> Response:
        """Send the one direct message that a comment allows. The answer is the queued platform call."""
        return self._call(Verb.PRIVATE_REPLY, self.get_object(), services.private_reply, serializers.TextBody)

    @call_schema(serializers.HideBody)
    @action(detail=True, methods=["post"])
    def hide(self, request: Request, pk: int) -> Response:
        """Hide a comment from everyone but its author. The answer is the queued platform call."""
        return self._call(Verb.HIDE, self.get_object(), services.hide, serializers.HideBody)

    @call_schema(EmptyBody)
    @action(detail=True, methods=["post"])
    def unhide(self, request: Request, pk: int) -> Response:
        """Show a hidden comment again. The answer is the queued platform call."""
        return self._call(Verb.UNHIDE, self.get_object(), services.unhide, EmptyBody)

    @call_schema(EmptyBody)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: int) -> Response:
        """Keep a comment back for review. The answer is the queued platform call."""
        return self._call(Verb.HOLD, self.get_object(), services.hold, EmptyBody)

    @call_schema(EmptyBody)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        """Show a comment that was held or hidden. The answer is the queued platform call."""
        return self._call(Verb.UNHIDE, self.get_object(), services.approve_message, EmptyBody)

    @call_schema(EmptyBody)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: int) -> Response:
        """Hide a comment now and delete it in half an hour. The answer is the deletion, to be cancelled."""
        return self._call(Verb.REMOVE, self.get_object(), services.remove, EmptyBody)

    @call_schema(EmptyBody)
    @action(detail=True, methods=["post"])
    def like(self, request: Request, pk: int) -> Response:
        """Like a comment. The answer is the queued platform call."""
        return self._call(Verb.LIKE, self.get_object(), services.like, EmptyBody)

    @extend_schema(request=EmptyBody)
    @action(detail=True, methods=["post"])
    def block(self, request: Request, pk: int) -> Response:
        """Block who wrote it: here, and on the platform where that is possible."""
        return self._judge(services.block_author)

    @extend_schema(request=EmptyBody)
    @action(detail=True, methods=["post"])
    def unblock(self, request: Request, pk: int) -> Response:
        """Take back the block of who wrote it."""
        return self._judge(services.unblock_author)

    def _call(
        self, verb: Verb, message: Message, service: Callable[..., PlatformCall], body: type[Body]
    ) -> Response:
        wish = self.valid(body)
        key = key_of(self.request, message.workspace_id)
        text = str(wish.get("text", ""))
        call = once(key, verb, message, text, lambda: service(message, **wish, by=self.actor, key=key))
        return Response(serializers.PlatformCallSerializer(call).data, status=202)

    def _judge(self, service: Callable[..., bool]) -> Response:
        message = self.get_object()
        self.valid(EmptyBody)
        service(message, by=self.actor)
        return Response(self.get_serializer(self.get_object()).data)
