"""Plain functions that make what a test needs. Everything has a default."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from accounts.audit import SYSTEM
from accounts.models import Membership, Role, User, Workspace
from automation.models import Mode, Rule
from automation.services import create_rule, parse_body
from inbox.ingest import ingest
from inbox.models import Channel, Conversation, Message
from platforms.base import Action, Author, Incoming, Kind, PostRef

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CONNECTED_AT = NOW - timedelta(days=30)
PASSWORD = "a-long-password"
_numbers = count(1)


def make_user(email: str = "", **fields: Any) -> User:
    return User.objects.create_user(
        email or f"person{next(_numbers)}@example.org", "a-long-password", **fields
    )


def make_workspace(slug: str = "", **fields: Any) -> Workspace:
    slug = slug or f"workspace-{next(_numbers)}"
    return Workspace.objects.create(name=slug.title(), slug=slug, **fields)


def make_member(workspace: Workspace, role: Role = Role.AGENT, **fields: Any) -> User:
    user = make_user(**fields)
    Membership.objects.create(workspace=workspace, user=user, role=role)
    return user


def make_channel(workspace: Workspace | None = None, **fields: Any) -> Channel:
    number = next(_numbers)
    values = {
        "platform": "instagram",
        "external_id": f"1784140000{number:07}",
        "name": "Bakkerij Voorbeeld",
        "connected_at": CONNECTED_AT,
        "credentials": {"access_token": "token"},
    }
    return Channel.objects.create(workspace=workspace or make_workspace(), **(values | fields))


def incoming(text: str = "Wat kost deze taart?", **fields: Any) -> Incoming:
    number = next(_numbers)
    external_id = fields.pop("external_id", f"1796{number:013}")
    values: dict[str, Any] = {
        "action": Action.CREATE,
        "kind": Kind.COMMENT,
        "external_id": external_id,
        "thread_id": fields.get("parent_id") or external_id,
        "author": Author("1789000000000042", handle="lotte.bakt", name="Lotte"),
        "text": text,
        "occurred_at": NOW,
        "post": PostRef("17950000000000011", title="Taart van de week"),
    }
    values |= fields
    if values["kind"] is Kind.DIRECT:
        values["post"] = None
        if "thread_id" not in fields:
            values["thread_id"] = values["author"].external_id
    return Incoming(**values)


def make_message(
    channel: Channel | None = None, text: str = "Wat kost deze taart?", **fields: Any
) -> Message:
    channel = channel or make_channel()
    now = fields.pop("now", NOW)
    origin = fields.pop("origin", Message.Origin.LIVE)
    item = incoming(text, **fields)
    ingest(channel, [item], now=now, origin=origin)
    related = ("conversation__identity", "conversation__post", "channel__workspace", "identity")
    return Message.objects.select_related(*related).get(channel=channel, external_id=item.external_id)


def make_conversation(channel: Channel | None = None, **fields: Any) -> Conversation:
    return make_message(channel, **fields).conversation


PRICE = {"type": "text", "op": "any", "words": ["wat kost", "prijs", "price", "how much"]}
NO_DELAY = {"delay_min_seconds": 0, "delay_max_seconds": 0}


def make_rule(
    workspace: Workspace,
    *actions: dict[str, Any],
    conditions: dict[str, Any] | None = None,
    limits: dict[str, Any] | None = None,
    mode: Mode = Mode.LIVE,
    name: str = "",
    **body: Any,
) -> Rule:
    whole = {
        "conditions": {"all": [PRICE]} if conditions is None else conditions,
        "actions": list(actions) or [{"type": "reply", "variants": ["Vanaf 25 euro!"]}],
        "limits": NO_DELAY | (limits or {}),
        **body,
    }
    return create_rule(
        workspace,
        name=name or f"Rule {next(_numbers)}",
        body=parse_body(whole),
        mode=mode,
        override="made for a test",
        by=SYSTEM,
    )
