"""Tracked links in the REST API."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import audit
from accounts.permissions import IsManager
from accounts.scoping import ReadOnly
from accounts.shapes import Body
from automation.links import address_of
from automation.models import TrackedLink


class TrackedLinkSerializer(serializers.ModelSerializer[TrackedLink]):
    address = serializers.SerializerMethodField(help_text="What a reply says for it, and people click on.")

    class Meta:
        model = TrackedLink
        fields = ("id", "slug", "url", "address", "clicks", "last_clicked_at", "created_at")

    def get_address(self, link: TrackedLink) -> str:
        return address_of(link)


class NewTrackedLink(Body):
    slug = serializers.SlugField(max_length=60)
    url = serializers.URLField(max_length=500)


class TrackedLinkViewSet(ReadOnly[TrackedLink]):
    """Addresses for reply texts, as `{{link:slug}}`, that count their clicks."""

    queryset = TrackedLink.objects.all()
    permission_classes = (IsManager,)
    serializer_class = TrackedLinkSerializer
    ordering = ("slug", "id")

    @extend_schema(request=NewTrackedLink, responses={201: TrackedLinkSerializer})
    def create(self, request: Request) -> Response:
        """Add a link."""
        wish: dict[str, Any] = self.valid(NewTrackedLink)
        try:
            with transaction.atomic():
                link = TrackedLink.objects.create(workspace=self.workspace, **wish)
                audit.record(self.workspace, "create", link, by=self.actor, url=link.url)
        except IntegrityError:
            raise ValidationError({"slug": ["There is a link with this slug already."]}) from None
        return Response(self.get_serializer(link).data, status=201)
