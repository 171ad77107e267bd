"""Who acts, and the line they leave in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from accounts.models import Event, User, Workspace


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, rule or part of Earful that wants a change.

    `cause` names the rule version for a rule, so that every act can be traced to it.
    `is_api` says that a person's program asked for it, not the person at a screen.
    """

    kind: Event.Actor
    user: User | None = None
    cause: str = ""
    is_api: bool = False

    @classmethod
    def person(cls, user: User) -> Actor:
        return cls(Event.Actor.PERSON, user=user)

    @classmethod
    def api(cls, user: User) -> Actor:
        return cls(Event.Actor.PERSON, user=user, is_api=True)

    @classmethod
    def rule(cls, cause: str) -> Actor:
        return cls(Event.Actor.RULE, cause=cause)

    @property
    def is_person(self) -> bool:
        return self.kind == Event.Actor.PERSON

    @property
    def is_rule(self) -> bool:
        return self.kind == Event.Actor.RULE


SYSTEM = Actor(Event.Actor.SYSTEM)


def record(workspace: Workspace | int, verb: str, target: models.Model, *, by: Actor, **data: Any) -> None:
    """Add one line to the audit trail, in the caller's transaction."""
    record_all(workspace, verb, [target], by=by, **data)


def record_all(
    workspace: Workspace | int, verb: str, targets: Iterable[models.Model], *, by: Actor, **data: Any
) -> None:
    """Add one line a target."""
    workspace_id = workspace if isinstance(workspace, int) else workspace.pk
    Event.objects.bulk_create(
        Event(
            workspace_id=workspace_id,
            actor=by.kind,
            user=by.user,
            cause=by.cause,
            verb=verb,
            target_type=target._meta.model_name or "",
            target_id=target.pk,
            data=data,
        )
        for target in targets
    )
