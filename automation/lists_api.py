"""Word lists, and “why not rule X?”, in the REST API."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager
from accounts.shapes import Body
from automation import services
from automation.api import DecisionViewSet, Detailed
from automation.models import Rule, WordList
from automation.review import decisions


class WordListSerializer(serializers.ModelSerializer[WordList]):
    version = serializers.IntegerField(source="version.number", help_text="The number of the newest version.")

    class Meta:
        model = WordList
        fields: tuple[str, ...] = ("id", "name", "note", "version", "created_at", "updated_at")


class EntrySerializer(Body):
    """One word. `skeleton`: disguised spellings count too."""

    text = serializers.CharField(max_length=100)
    severity = serializers.IntegerField(min_value=1, max_value=3, default=1)
    language = serializers.CharField(max_length=2, allow_blank=True, default="")
    skeleton = serializers.BooleanField(default=True)


class WordListDetailSerializer(WordListSerializer):
    entries = EntrySerializer(many=True, source="version.entries")
    exceptions = serializers.ListField(child=serializers.CharField(), source="version.exceptions")

    class Meta(WordListSerializer.Meta):
        fields = (*WordListSerializer.Meta.fields, "entries", "exceptions")


class WordListChange(Body):
    """What is left out stays as it is. Words and exceptions are replaced as a whole, by a new version."""

    note = serializers.CharField(max_length=300, allow_blank=True, required=False)
    entries = EntrySerializer(many=True, required=False)
    exceptions = serializers.ListField(child=serializers.CharField(max_length=100), required=False)


class NewWordList(WordListChange):
    name = serializers.CharField(max_length=60)


class PartSerializer(serializers.Serializer[decisions.Part]):
    role = serializers.ChoiceField(["all", "any", "none"])
    text = serializers.CharField(help_text="The condition, in words.")
    truth = serializers.ChoiceField(["yes", "no", "unknown"], source="truth.name")
    reason = serializers.CharField()


class WhySerializer(serializers.Serializer[decisions.Answer]):
    rule = serializers.IntegerField(source="rule.pk")
    version = serializers.IntegerField()
    code = serializers.CharField(help_text="A code of docs/rules.md; empty when the rule acted.")
    sentence = serializers.CharField()
    is_met = serializers.BooleanField(allow_null=True)
    parts = PartSerializer(many=True)


class WordListViewSet(Detailed[WordList]):
    """Words with their severity, for many rules to share."""

    queryset = WordList.objects.filter(version__isnull=False).select_related("version")
    permission_classes = (IsManager,)
    serializer_class = WordListSerializer
    detail_serializer_class = WordListDetailSerializer
    ordering = ("name", "id")

    def get_queryset(self) -> QuerySet[WordList]:
        lists = super().get_queryset()
        return lists if self.detail else lists.defer("version__entries", "version__exceptions")

    @extend_schema(request=NewWordList, responses={201: WordListDetailSerializer})
    def create(self, request: Request) -> Response:
        """Make a list. Its name must be free."""
        wish: dict[str, Any] = self.valid(NewWordList)
        if WordList.objects.filter(workspace=self.workspace, name=wish["name"]).exists():
            raise ValidationError({"name": ["There is a list with this name already."]})
        made = services.save_list(self.workspace, **({"entries": []} | wish), by=self.actor)
        return Response(WordListDetailSerializer(made).data, status=201)

    @extend_schema(request=WordListChange)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change a list. The old versions stay."""
        found = self.get_object()
        wish: dict[str, Any] = self.valid(WordListChange)
        with transaction.atomic():  # two who change different parts at once both do
            word_list = WordList.objects.select_for_update().get(pk=found.pk)
            version = word_list.version
            stored = (
                {"entries": version.entries, "exceptions": version.exceptions} if version else {"entries": []}
            )
            services.save_list(self.workspace, **({"name": word_list.name} | stored | wish), by=self.actor)
        return Response(self.get_serializer(self.get_object()).data)

    def destroy(self, request: Request, pk: int) -> Response:
        """Remove a list that no rule uses."""
        services.delete_list(self.get_object(), by=self.actor)
        return Response(status=204)


class ExplainedDecisionViewSet(DecisionViewSet):
    """What was decided about each message, and why. Any rule can be asked again."""

    @extend_schema(
        parameters=[OpenApiParameter("rule", int, required=True, description="Which rule to ask.")],
        responses=WhySerializer,
    )
    @action(detail=True, methods=["get"])
    def why(self, request: Request, pk: int) -> Response:
        """Say why a rule did, or did not, act on the message of this decision."""
        number = request.query_params.get("rule", "")
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise ValidationError({"rule": ["Give the id of a rule."]})
        rule = get_object_or_404(Rule, workspace=self.workspace, pk=int(number))
        return Response(WhySerializer(decisions.answer(self.get_object(), rule)).data)

    def _filters(self) -> list[str]:
        return ["rule"] if self.action == "why" else super()._filters()
