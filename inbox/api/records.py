"""What conversations hang on: channels, posts, people, labels and saved replies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scoping import ReadOnly
from inbox import filters, serializers, services
from inbox.models import Channel, Contact, Identity, Label, Post, SavedReply

Row = TypeVar("Row", bound=Model)
# Related rows that come along with a row.
MOST_RELATED = 50


def shown_labels() -> Prefetch[str]:
    """Return what reads the labels that come along with a row, for `LabelledSerializer`."""
    return Prefetch("labels", Label.objects.order_by("name")[:MOST_RELATED], to_attr="shown_labels")


class Labelled(ReadOnly[Row]):
    """Rows that can be labelled, by services that `label_with` and `unlabel_with`."""

    label_with: Callable[..., object]
    unlabel_with: Callable[..., object]

    @extend_schema(request=serializers.LabelBody)
    @action(detail=True, methods=["post"])
    def label(self, request: Request, pk: int) -> Response:
        """Put a label on; one that is new is made."""
        return self._mark(self.label_with)

    @extend_schema(request=serializers.LabelBody)
    @action(detail=True, methods=["post"])
    def unlabel(self, request: Request, pk: int) -> Response:
        """Take a label off."""
        return self._mark(self.unlabel_with)

    def _mark(self, service: Callable[..., object]) -> Response:
        row = self.get_object()
        service(row, *self.valid(serializers.LabelBody).values(), by=self.actor)
        return Response(self.get_serializer(self.get_object()).data)


class ChannelViewSet(ReadOnly[Channel]):
    """Connected profiles."""

    queryset = Channel.objects.defer("credentials")
    serializer_class = serializers.ChannelSerializer


class PostViewSet(Labelled[Post]):
    """What people comment under."""

    queryset = Post.objects.prefetch_related(shown_labels())
    serializer_class = serializers.PostSerializer
    filterset_class = filters.PostFilters
    label_with = staticmethod(services.label_post)
    unlabel_with = staticmethod(services.unlabel_post)


class ContactViewSet(Labelled[Contact]):
    """People who write, with what each channel knows of them."""

    queryset = Contact.objects.prefetch_related(
        Prefetch("identities", Identity.objects.order_by("-id")[:MOST_RELATED], to_attr="shown_identities"),
        shown_labels(),
    )
    serializer_class = serializers.ContactSerializer
    label_with = staticmethod(services.label_contact)
    unlabel_with = staticmethod(services.unlabel_contact)


class LabelViewSet(ReadOnly[Label]):
    """Tags on conversations, contacts and posts."""

    queryset = Label.objects.all()
    serializer_class = serializers.LabelSerializer


class SavedReplyViewSet(ReadOnly[SavedReply]):
    """Stored texts for people to answer with."""

    queryset = SavedReply.objects.all()
    serializer_class = serializers.SavedReplySerializer
