"""How rules, decisions and suggestions look in the REST API, and what their acts take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from accounts.shapes import Body
from automation.models import Decision, Mode, Rule, RuleVersion, Suggestion
from automation.schema import RuleBody
from automation.services import InvalidRule, check_body, parse_body
from inbox.serializers import PlatformCallSerializer
from platforms.cleaning import clean_json

LARGEST_POSITION = 2**31 - 1


class RuleBodyField(serializers.JSONField):
    """What a rule says."""

    def to_internal_value(self, data: Any) -> RuleBody:  # type: ignore[override]  # stubs: JSON only
        if not isinstance(data, Mapping):
            raise serializers.ValidationError("This is not an object.")
        if clean_json(data) != data:
            raise serializers.ValidationError("A text cannot be stored, or is nested too deeply.")
        try:
            body = parse_body(data)
            check_body(self.context["view"].workspace, body)
        except InvalidRule as error:
            raise serializers.ValidationError(_by_place(error)) from error
        return body


def _by_place(error: InvalidRule) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for problem in error.problems:
        places.setdefault(problem["at"] or "non_field_errors", []).append(problem["problem"])
    return places


class RuleBodySchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # untyped library
    """Describes the body by the very model that checks it."""

    target_class = RuleBodyField

    def get_name(self) -> str:
        return "RuleBody"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        schema = RuleBody.model_json_schema(ref_template="#/components/schemas/Rule{model}")
        for name, part in schema.pop("$defs").items():
            component = ResolvedComponent(  # type: ignore[no-untyped-call]  # untyped library
                name=f"Rule{name}",
                type=ResolvedComponent.SCHEMA,
                object=f"Rule{name}",
                schema=_in_openapi_3_0(part),
            )
            auto_schema.registry.register_on_missing(component)
        return cast("dict[str, Any]", _in_openapi_3_0(schema))


def _in_openapi_3_0(schema: Any) -> Any:
    """OpenAPI 3.0 has no `const`, a choice of one says the same, and no `null` but `nullable`."""
    if isinstance(schema, dict):
        some = schema.get("anyOf", [])
        if {"type": "null"} in some:
            [value] = [part for part in some if part != {"type": "null"}]
            rest = {name: part for name, part in schema.items() if name not in {"anyOf", "default"}}
            wrapped = {"allOf": [value]} if "$ref" in value else value
            return _in_openapi_3_0(rest | wrapped) | {"nullable": True}
        copy = {name: _in_openapi_3_0(part) for name, part in schema.items() if name != "const"}
        return copy | ({"enum": [schema["const"]]} if "const" in schema else {})
    if isinstance(schema, list):
        return [_in_openapi_3_0(part) for part in schema]
    return schema


class RuleSerializer(serializers.ModelSerializer[Rule]):
    version = serializers.IntegerField(source="version.number", help_text="The number of the newest version.")

    class Meta:
        model = Rule
        fields: tuple[str, ...] = (
            *("id", "name", "mode", "position", "version", "note", "owner", "paused_at", "paused_reason"),
            *("is_archived", "created_by", "created_at", "updated_at"),
        )


class RuleDetailSerializer(RuleSerializer):
    body = RuleBodyField(source="version.body")

    class Meta(RuleSerializer.Meta):
        fields = (*RuleSerializer.Meta.fields, "body")


class RuleVersionSerializer(serializers.ModelSerializer[RuleVersion]):
    class Meta:
        model = RuleVersion
        fields: tuple[str, ...] = ("rule", "number", "created_by", "created_at")


class RuleVersionDetailSerializer(RuleVersionSerializer):
    body = RuleBodyField()

    class Meta(RuleVersionSerializer.Meta):
        fields = (*RuleVersionSerializer.Meta.fields, "body")


OVERRIDE = "Why a rule goes live although nobody reviewed what it found. Kept in the audit trail."


class NewRule(Body):
    name = serializers.CharField(max_length=120)
    mode = serializers.ChoiceField(choices=Mode.choices, default=Mode.SHADOW)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    override = serializers.CharField(max_length=300, required=False, help_text=OVERRIDE)
    body = RuleBodyField()


class RuleChange(Body):
    """What is left out stays as it is. A body is replaced as a whole, by a new version."""

    name = serializers.CharField(max_length=120, required=False)
    mode = serializers.ChoiceField(choices=Mode.choices, required=False)
    position = serializers.IntegerField(min_value=0, max_value=LARGEST_POSITION, required=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    override = serializers.CharField(max_length=300, required=False, help_text=OVERRIDE)
    body = RuleBodyField(required=False)


class RuleOrder(Body):
    rules = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=1000)


class RestoredVersion(Body):
    number = serializers.IntegerField(min_value=1, max_value=LARGEST_POSITION)


class ChosenMessages(Body):
    messages = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=500
    )


class RanSerializer(serializers.Serializer[Any]):
    decisions = serializers.IntegerField(help_text="How many messages the rule looked at.")


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    class Meta:
        model = Decision
        fields: tuple[str, ...] = (
            *("id", "message", "outcome", "reason", "fingerprint", "occasion", "milliseconds", "created_at"),
        )


class DecisionDetailSerializer(DecisionSerializer):
    results = serializers.ListField(
        child=serializers.DictField(), help_text="One entry for each rule that matched, and what came of it."
    )
    facts = serializers.DictField(help_text="What the rules were told about the message.")

    class Meta(DecisionSerializer.Meta):
        fields = (*DecisionSerializer.Meta.fields, "results", "facts")


class SuggestionSerializer(serializers.ModelSerializer[Suggestion]):
    rule = serializers.IntegerField(source="version.rule_id")
    version = serializers.IntegerField(source="version.number")
    action = serializers.DictField()

    class Meta:
        model = Suggestion
        fields = (
            *("id", "rule", "version", "message", "position", "action", "text", "status", "decided_by"),
            *("decided_at", "created_at"),
        )


class Approval(Body):
    text = serializers.CharField(
        max_length=10_000, required=False, help_text="Sent in place of the suggested text."
    )


class ApprovedSerializer(serializers.Serializer[Any]):
    suggestion = SuggestionSerializer()
    platform_call = PlatformCallSerializer(allow_null=True, help_text="Null where no platform is asked.")
