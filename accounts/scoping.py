"""What every endpoint of the REST API has in common: one workspace, and nothing silently ignored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from accounts.audit import Actor
from accounts.models import Membership, User, Workspace
from accounts.parsing import BoundedJSONParser
from accounts.shapes import DescribedErrors
from accounts.throttling import PersonThrottle

Row = TypeVar("Row", bound=Model)
PAGING = ("cursor", "page_size")


class InWorkspace(GenericViewSet[Row]):
    """Rows of the token's workspace: to everybody else they do not exist.

    `workspace_field`  how the rows lead to their workspace.
    `ordering`         what lists are sorted by: the first field, then the id.
    """

    parser_classes = (BoundedJSONParser,)
    throttle_classes = (PersonThrottle,)
    schema = DescribedErrors()
    lookup_value_converter = "int"
    workspace_field = "workspace"
    ordering: tuple[str, ...] = ("-id",)

    @property
    def workspace(self) -> Workspace:
        return cast("Membership", self.request.auth).workspace

    @property
    def actor(self) -> Actor:
        return Actor.api(cast("User", self.request.user))

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        check_query(request, [*self._filters(), *PAGING])

    def get_queryset(self) -> QuerySet[Row]:
        return super().get_queryset().filter(**{self.workspace_field: self.workspace})

    def filter_queryset(self, queryset: QuerySet[Row, Any]) -> QuerySet[Row, Any]:
        """Filters belong to lists: a row asked for by its id is there or it is not."""
        return queryset if self.detail else super().filter_queryset(queryset)

    def valid(self, serializer: type[BaseSerializer[object]]) -> dict[str, object]:
        """Return the request's body as `serializer` understands it. Raises ValidationError."""
        body = serializer(data=self.request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return cast("dict[str, object]", body.validated_data)

    def _filters(self) -> list[str]:
        filterset = None if self.detail else getattr(self, "filterset_class", None)
        return list(filterset.base_filters) if filterset else []


class ReadOnly(ListModelMixin, RetrieveModelMixin, InWorkspace[Row]):
    """List and retrieve."""


def check_query(request: Request, known: Iterable[str]) -> None:
    """Refuse a query that would not do what it says. Raises ValidationError."""
    names = list(known)
    problems = {}
    for name, values in request.query_params.lists():
        if name not in names:
            problems[name] = f"There is no such parameter here. There are: {', '.join(names)}."
        elif len(values) > 1:
            problems[name] = "Give this parameter once."
        elif not values[0].strip():
            problems[name] = "This parameter has no value. Leave it out."
    if problems:
        raise ValidationError({name: [problem] for name, problem in problems.items()})
