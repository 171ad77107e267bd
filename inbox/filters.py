"""What lists of the inbox can be narrowed to. Each filter is on a column, most on an indexed one."""

from __future__ import annotations

from typing import Any

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from inbox.models import Conversation, Message, PlatformCall
from inbox.models.conversations import KIND_CHOICES

LARGEST_ID = 2**63 - 1
NOBODY = "none"


@extend_schema_field(OpenApiTypes.INT64)
class IdFilter(filters.Filter):  # type: ignore[misc]  # untyped library
    """An id. One of another workspace finds nothing."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=LARGEST_ID, **kwargs)


class FlagField(forms.Field):
    def to_python(self, value: str | None) -> bool | None:
        if value not in {"true", "false", None}:
            raise forms.ValidationError("This is `true` or `false`.")
        return None if value is None else value == "true"


class FlagFilter(django_filters.BooleanFilter):  # type: ignore[misc]  # untyped library
    """`true` or `false`. The library's own ignores what it does not understand."""

    field_class = FlagField


class AssigneeField(forms.IntegerField):
    def clean(self, value: Any) -> Any:
        return NOBODY if value == NOBODY else super().clean(value)


@extend_schema_field(
    {
        "oneOf": [{"type": "integer", "minimum": 1}, {"type": "string", "enum": [NOBODY]}],
        "description": "The id of a member, or `none`.",
    }
)
class AssigneeFilter(IdFilter):
    field_class = AssigneeField

    def filter(self, queryset: QuerySet[Any], value: int | str | None) -> QuerySet[Any]:
        if value == NOBODY:
            return queryset.filter(assignee=None)
        found: QuerySet[Any] = super().filter(queryset, value)
        return found


class PostFilters(filters.FilterSet):  # type: ignore[misc]  # untyped library
    channel = IdFilter()
    is_ad = FlagFilter()


class ConversationFilters(filters.FilterSet):  # type: ignore[misc]  # untyped library
    status = filters.ChoiceFilter(choices=Conversation.Status.choices)
    kind = filters.ChoiceFilter(choices=KIND_CHOICES)
    channel = IdFilter()
    post = IdFilter()
    assignee = AssigneeFilter()
    label = filters.CharFilter("labels__name", help_text="The name of a label.")
    is_waiting = FlagFilter(
        "waiting_since", lookup_expr="isnull", exclude=True, help_text="Whether the person has no answer yet."
    )
    since = filters.IsoDateTimeFilter(
        "last_message_at", lookup_expr="gte", help_text="The last message is of this moment or later."
    )
    until = filters.IsoDateTimeFilter(
        "last_message_at", lookup_expr="lt", help_text="The last message is from before this moment."
    )


class MessageFilters(filters.FilterSet):  # type: ignore[misc]  # untyped library
    conversation = IdFilter()
    channel = IdFilter()
    kind = filters.ChoiceFilter(choices=KIND_CHOICES)
    visibility = filters.ChoiceFilter(choices=Message.Visibility.choices)
    is_own = FlagFilter()
    origin = filters.ChoiceFilter(choices=Message.Origin.choices)
    sent_after = filters.IsoDateTimeFilter("sent_at", lookup_expr="gt")
    sent_before = filters.IsoDateTimeFilter("sent_at", lookup_expr="lt")


class NoteFilters(filters.FilterSet):  # type: ignore[misc]  # untyped library
    conversation = IdFilter()


class PlatformCallFilters(filters.FilterSet):  # type: ignore[misc]  # untyped library
    status = filters.ChoiceFilter(choices=PlatformCall.Status.choices)
    verb = filters.ChoiceFilter(choices=PlatformCall.Verb.choices)
    message = IdFilter()
    conversation = IdFilter()
