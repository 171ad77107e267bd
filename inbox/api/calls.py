"""Platform calls in the REST API."""

from __future__ import annotations

from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scoping import ReadOnly
from accounts.shapes import EmptyBody
from inbox import filters, serializers, services
from inbox.models import PlatformCall


class PlatformCallViewSet(ReadOnly[PlatformCall]):
    """What was asked of the platforms, by whom, and what came of it."""

    queryset = PlatformCall.objects.all()
    serializer_class = serializers.PlatformCallSerializer
    filterset_class = filters.PlatformCallFilters
    ordering = ("-created_at", "-id")

    @extend_schema(request=EmptyBody)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """Take back a call that is still waiting, such as a deletion in its time of grace."""
        call = self.get_object()
        self.valid(EmptyBody)
        if not services.cancel(call, by=self.actor):
            raise services.Refused("too_late", gettext("Only a call that is waiting can be cancelled."))
        return Response(self.get_serializer(self.get_object()).data)
