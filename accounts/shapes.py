"""Shapes of the REST API that every app uses: strict bodies, and errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers


class Body(serializers.Serializer[Any]):
    """A request's body. A field that it does not have is refused, not ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            names = [name for name, field in self.fields.items() if not field.read_only]
            there_are = f"There are: {', '.join(names)}." if names else "None is expected."
            unknown = [str(name) for name in data if name not in names]
            if unknown:
                problem = f"There is no such field. {there_are}"
                raise serializers.ValidationError({name: [problem] for name in unknown[:20]})
        return super().to_internal_value(data)


class EmptyBody(Body):
    """Nothing, or `{}`."""


class ErrorSerializer(serializers.Serializer[Any]):
    """What every answer of 400 and above holds."""

    code = serializers.CharField(help_text="For machines: it does not change.")
    detail = serializers.CharField(help_text="For people: what is wrong, and what to do.")
    fields_ = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Where values cannot be used: each place, with its problems.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`fields` is a property of every serializer, so it cannot be declared under its name."""
        declared = super().get_fields()
        declared["fields"] = declared.pop("fields_")
        return declared


class DescribedErrors(AutoSchema):
    """Describes, for each operation, what an error looks like."""

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        error = self.resolve_serializer(ErrorSerializer, "response")
        bodies["default"] = {
            "description": "An error.",
            "content": {"application/json": {"schema": error.ref}},
        }
        return bodies
