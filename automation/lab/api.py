"""The rule lab in the REST API: start, watch and cancel backtests and undos."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager
from accounts.shapes import EmptyBody
from automation.api import Detailed
from automation.lab import backtests, shapes, undo
from automation.models import Backtest, UndoRun


class BacktestViewSet(Detailed[Backtest]):
    """Rules tried on stored messages. Nothing goes outward."""

    queryset = Backtest.objects.all()
    permission_classes = (IsManager,)
    serializer_class = shapes.BacktestSerializer
    detail_serializer_class = shapes.BacktestDetailSerializer
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> QuerySet[Backtest]:
        found = super().get_queryset().defer("rules", "state", "cursor")
        return found if self.detail else found.defer("rules", "state", "cursor", "result")

    @extend_schema(request=shapes.NewBacktest, responses={201: shapes.BacktestDetailSerializer})
    def create(self, request: Request) -> Response:
        """Try a rule, a body that is not saved yet, or the whole set. Ask again for how far it is."""
        wish: dict[str, Any] = self.valid(shapes.NewBacktest)
        started = backtests.start_backtest(self.workspace, **wish, by=self.actor)
        return Response(shapes.BacktestDetailSerializer(started).data, status=201)

    @extend_schema(request=EmptyBody, responses=shapes.BacktestDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """Stop it. One that is over stays as it is."""
        backtest = self.get_object()
        self.valid(EmptyBody)
        backtests.cancel_backtest(backtest, by=self.actor)
        return Response(self.get_serializer(self.get_object()).data)


class UndoViewSet(Detailed[UndoRun]):
    """Acts of rules, taken back."""

    queryset = UndoRun.objects.all()
    permission_classes = (IsManager,)
    serializer_class = shapes.UndoRunSerializer
    detail_serializer_class = shapes.UndoRunDetailSerializer
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> QuerySet[UndoRun]:
        found = super().get_queryset()
        return found if self.detail else found.defer("summary")

    @extend_schema(request=shapes.NewUndo, responses={201: shapes.UndoRunDetailSerializer})
    def create(self, request: Request) -> Response:
        """Take acts back, the newest first. `preview` says before what cannot be."""
        wish: dict[str, Any] = self.valid(shapes.NewUndo)
        started = undo.start_undo(self.workspace, **wish, by=self.actor)
        return Response(shapes.UndoRunDetailSerializer(started).data, status=201)

    @extend_schema(request=shapes.UndoChoice, responses=shapes.UndoPreviewSerializer)
    @action(detail=False, methods=["post"], pagination_class=None)
    def preview(self, request: Request) -> Response:
        """Say what undoing would come to. Changes nothing."""
        wish: dict[str, Any] = self.valid(shapes.UndoChoice)
        return Response(shapes.UndoPreviewSerializer(undo.preview(self.workspace, **wish)).data)

    @extend_schema(request=EmptyBody, responses=shapes.UndoRunDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """Stop it where it is. What was taken back stays so."""
        run = self.get_object()
        self.valid(EmptyBody)
        undo.cancel_undo(run, by=self.actor)
        return Response(self.get_serializer(self.get_object()).data)
