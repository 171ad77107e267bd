"""Conversations and their notes in the REST API."""

from __future__ import annotations

from collections.abc import Callable

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scoping import ReadOnly
from accounts.shapes import Body, EmptyBody
from inbox import filters, serializers, services
from inbox.api.records import shown_labels
from inbox.models import Conversation, Note


class NoteViewSet(ReadOnly[Note]):
    """Remarks on conversations, for the team only."""

    queryset = Note.objects.all()
    serializer_class = serializers.NoteSerializer
    filterset_class = filters.NoteFilters


class ConversationViewSet(ReadOnly[Conversation]):
    """Direct-message threads, and top-level comments with their replies."""

    queryset = Conversation.objects.select_related("identity", "assignee", "channel").prefetch_related(
        shown_labels()
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

    @extend_schema(request=serializers.SnoozeBody)
    @action(detail=True, methods=["post"])
    def snooze(self, request: Request, pk: int) -> Response:
        """Put away until some time, or until the person writes again."""
        return self._act(services.snooze, serializers.SnoozeBody)

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

    @extend_schema(request=serializers.NoteBody, responses={201: serializers.NoteSerializer})
    @action(detail=True, methods=["post"])
    def note(self, request: Request, pk: int) -> Response:
        """Add a remark for the team."""
        conversation = self.get_object()
        text = str(self.valid(serializers.NoteBody)["text"])
        note = services.add_note(conversation, text, by=self.actor)
        return Response(serializers.NoteSerializer(note).data, status=201)

    def _act(self, service: Callable[..., int], body: type[Body]) -> Response:
        conversation = self.get_object()
        service([conversation], *self.valid(body).values(), by=self.actor)
        return Response(self.get_serializer(self.get_object()).data)
