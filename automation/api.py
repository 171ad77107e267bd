"""Automation in the REST API. Views only read and authorise; every change is a service."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar, cast

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.permissions import IsManager
from accounts.scoping import ReadOnly
from accounts.shapes import EmptyBody
from automation import filters, serializers, services
from automation.models import Decision, Rule, RuleVersion, Suggestion
from automation.schema import ANSWERS
from automation.triggers.manual import run_by_hand
from inbox.services import Refused

Row = TypeVar("Row", bound=Model)


class Detailed(ReadOnly[Row]):
    """Lists leave out what can be long."""

    detail_serializer_class: ClassVar[type[BaseSerializer[Any]]]

    def get_serializer_class(self) -> type[BaseSerializer[Row]]:
        return self.detail_serializer_class if self.detail else super().get_serializer_class()


class RuleViewSet(Detailed[Rule]):
    """When a message comes and conditions hold, act. In the order in which they run."""

    queryset = Rule.objects.select_related("version")
    permission_classes = (IsManager,)
    serializer_class = serializers.RuleSerializer
    detail_serializer_class = serializers.RuleDetailSerializer
    filterset_class = filters.RuleFilters
    ordering = ("position", "id")

    def get_queryset(self) -> QuerySet[Rule]:
        """Archived rules are listed when asked for; by its id one is always found."""
        rules = super().get_queryset()
        is_asked_for = self.detail or "is_archived" in self.request.query_params
        return rules if is_asked_for else rules.filter(is_archived=False)

    @extend_schema(request=serializers.NewRule, responses={201: serializers.RuleDetailSerializer})
    def create(self, request: Request) -> Response:
        """Add a rule at the end of the list."""
        wish: dict[str, Any] = self.valid(serializers.NewRule)
        rule = services.create_rule(self.workspace, **wish, by=self.actor)
        return Response(serializers.RuleDetailSerializer(rule).data, status=201)

    @extend_schema(request=serializers.RuleChange)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change a rule. A new body becomes a new version; the old ones stay."""
        rule = self._rule_in_use()
        wish: dict[str, Any] = self.valid(serializers.RuleChange)
        services.change_rule(rule, **wish, by=self.actor)
        return Response(self.get_serializer(self.get_object()).data)

    def destroy(self, request: Request, pk: int) -> Response:
        """Take a rule out of use. Its versions and what they did stay on record."""
        services.archive_rule(self._rule_in_use(), by=self.actor)
        return Response(status=204)

    @extend_schema(request=serializers.RuleOrder, responses=serializers.RuleSerializer(many=True))
    @action(detail=False, methods=["post"])
    def reorder(self, request: Request) -> Response:
        """Put rules in this order; rules not named come after them, in theirs."""
        wish: dict[str, Any] = self.valid(serializers.RuleOrder)
        services.reorder_rules(self.workspace, wish["rules"], by=self.actor)
        rules = self.get_queryset().order_by("position", "pk")[: services.MOST_RULES]
        return Response(serializers.RuleSerializer(rules, many=True).data)

    @extend_schema(request=serializers.RestoredVersion)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        """Make what an earlier version said the newest version."""
        rule = self._rule_in_use()
        wish: dict[str, Any] = self.valid(serializers.RestoredVersion)
        services.restore_version(rule, wish["number"], by=self.actor)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=EmptyBody)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: int) -> Response:
        """Let a rule act again that paused itself."""
        rule = self._rule_in_use()
        self.valid(EmptyBody)
        services.resume_rule(rule, by=self.actor)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=serializers.ChosenMessages, responses=serializers.RanSerializer)
    @action(detail=True, methods=["post"])
    def run(self, request: Request, pk: int) -> Response:
        """Run a rule by hand on chosen messages. Its mode, conditions and limits hold as always."""
        rule = self._rule_in_use()
        wish: dict[str, Any] = self.valid(serializers.ChosenMessages)
        decisions = run_by_hand(rule, wish["messages"], by=self.actor, now=timezone.now())
        return Response({"decisions": decisions})

    def _rule_in_use(self) -> Rule:
        rule = self.get_object()
        if rule.is_archived:
            raise Refused("archived", gettext("This rule was archived. Make a new one."))
        return rule


class RuleVersionViewSet(Detailed[RuleVersion]):
    """What a rule said at each time. Never changed."""

    queryset = RuleVersion.objects.all()
    serializer_class = serializers.RuleVersionSerializer
    detail_serializer_class = serializers.RuleVersionDetailSerializer
    workspace_field = "rule__workspace"
    lookup_field = "number"
    ordering = ("-number",)

    def get_queryset(self) -> QuerySet[RuleVersion]:
        rule = get_object_or_404(Rule, pk=self.kwargs["rule"], workspace=self.workspace)
        return super().get_queryset().filter(rule=rule)


class DecisionViewSet(Detailed[Decision]):
    """What was decided about each message, and why."""

    queryset = Decision.objects.all()
    serializer_class = serializers.DecisionSerializer
    detail_serializer_class = serializers.DecisionDetailSerializer
    filterset_class = filters.DecisionFilters
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> QuerySet[Decision]:
        decisions = super().get_queryset()
        return decisions if self.detail else decisions.defer("results", "facts")


class SuggestionViewSet(ReadOnly[Suggestion]):
    """Acts that rules propose and people approve or reject."""

    queryset = Suggestion.objects.select_related("version")
    serializer_class = serializers.SuggestionSerializer
    filterset_class = filters.SuggestionFilters
    ordering = ("-created_at", "-id")

    @extend_schema(request=serializers.Approval, responses=serializers.ApprovedSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        """Do what the rule suggested. It is done once, however often this is sent."""
        suggestion = self.get_object()
        text = cast("str | None", self.valid(serializers.Approval).get("text"))
        if text and suggestion.action["type"] not in ANSWERS | {"suggest_reply"}:
            raise ValidationError({"text": ["Only answers have a text."]})
        call = services.approve(suggestion, text=text, by=self.actor)
        approved = {"suggestion": self.get_object(), "platform_call": call}
        return Response(serializers.ApprovedSerializer(approved).data)

    @extend_schema(request=EmptyBody)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: int) -> Response:
        """Leave undone what the rule suggested."""
        suggestion = self.get_object()
        self.valid(EmptyBody)
        services.reject(suggestion, by=self.actor)
        return Response(self.get_serializer(self.get_object()).data)
