"""How backtests and undos look in the REST API, and what starting them takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.shapes import Body
from automation.lab.backtests import MOST_DAYS
from automation.models import Backtest, Rule, RuleApplication, UndoRun
from automation.serializers import RuleBodyField

PROGRESS = ("status", "done", "total", "error", "created_by", "created_at", "finished_at")


class InWorkspaceField(serializers.PrimaryKeyRelatedField[Any]):
    """A row of the token's workspace, by its id. Those of others do not exist."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        assert rows is not None
        return rows.filter(workspace=self.context["view"].workspace)


class NewBacktest(Body):
    """Without rule and body the whole set is tried. A body with a rule is a change not yet saved."""

    rule = InWorkspaceField(queryset=Rule.objects.select_related("version"), required=False)
    body = RuleBodyField(required=False)
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=30)
    until = serializers.DateTimeField(
        required=False, help_text="The end of the history that is tried. Now, if left out."
    )


class BacktestSerializer(serializers.ModelSerializer[Backtest]):
    class Meta:
        model = Backtest
        fields: tuple[str, ...] = ("id", "rule", "days", "until", *PROGRESS)


class BacktestDetailSerializer(BacktestSerializer):
    result = serializers.DictField(help_text="Empty until it is done. Described in docs/rule-lab.md.")

    class Meta(BacktestSerializer.Meta):
        fields = (*BacktestSerializer.Meta.fields, "result")


class UndoChoice(Body):
    """One act of a rule, all of a rule's, or those of a time; narrowed by all that is given."""

    rule = InWorkspaceField(queryset=Rule.objects.all(), required=False)
    application = InWorkspaceField(queryset=RuleApplication.objects.all(), required=False)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


class NewUndo(UndoChoice):
    removes_replies = serializers.BooleanField(
        default=False, help_text="Also remove our own public answers from the platform."
    )


class UndoPreviewSerializer(serializers.Serializer[Any]):
    irreversible = serializers.DictField(
        child=serializers.IntegerField(), help_text="What stays as it is, by act."
    )
    removable = serializers.IntegerField(
        help_text="How many of these are public answers that can be removed when asked for."
    )
    reversible = serializers.DictField(child=serializers.IntegerField())
    cancellable = serializers.DictField(
        child=serializers.IntegerField(), help_text="What has not gone out yet and never will."
    )
    already_undone = serializers.IntegerField()
    suggestions = serializers.IntegerField(help_text="Waiting suggestions that are rejected.")
    applications = serializers.IntegerField()
    is_partial = serializers.BooleanField(help_text="There are more acts than were counted.")


class UndoRunSerializer(serializers.ModelSerializer[UndoRun]):
    class Meta:
        model = UndoRun
        fields: tuple[str, ...] = ("id", "rule", "application", "since", "until", *PROGRESS)


class UndoRunDetailSerializer(UndoRunSerializer):
    summary = serializers.DictField(help_text="What came of each act. Described in docs/rule-lab.md.")

    class Meta(UndoRunSerializer.Meta):
        fields = (*UndoRunSerializer.Meta.fields, "summary")
