"""Two workspaces full of conversations, the same at every run, for measuring the screens.

The large tables are made by the database itself, from numbers: row by row it would take ten minutes.
"""

# ruff: noqa: E402, S608 - Django is set up before its models are imported; all statements are our own

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, models

from accounts.audit import SYSTEM
from accounts.models import Membership, Role, User, Workspace
from automation.models import Mode, RuleApplication, Suggestion
from automation.services import create_rule, parse_body
from inbox.models import Channel, Contact, Conversation, ConversationLabel, Identity, Label, Message, Post

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
# Nine of ten conversations are of the workspace that is measured: the tenth must not be in its way.
IN_OTHER = 10
CHANNELS, POSTS, PEOPLE, MEMBERS, LABELS, MINUTES = 8, 2_000, 20_000, 10, 12, 600_000
SPREAD = 1_000_003
RULE = {
    "conditions": {"all": [{"type": "text", "words": ["prijs"]}]},
    "actions": [{"type": "reply", "variants": ["Vanaf 25 euro!"]}],
}


class Crowd:
    """`fill` stores everything; `workspace` is the one to measure, as `user` sees it."""

    def __init__(self, conversations: int, messages: int) -> None:
        self._conversations, self._messages = conversations, messages

    def fill(self) -> None:
        self.workspace, other = (Workspace.objects.create(name=n, slug=n) for n in ("crowd", "other"))
        self._members = [User.objects.create(email=f"member{n}@example.org") for n in range(MEMBERS)]
        self.user = self._members[0]
        Membership.objects.bulk_create(
            Membership(workspace=self.workspace, user=user, role=Role.AGENT) for user in self._members
        )
        small, few = self._conversations // IN_OTHER, self._messages // IN_OTHER
        self._fill(other, small, few)
        self._fill(self.workspace, self._conversations - small, self._messages - few)
        self._act()

    def _fill(self, workspace: Workspace, conversations: int, messages: int) -> None:
        channels = [_channel(workspace, n) for n in range(CHANNELS)]
        own = {"workspace_id": f"{workspace.pk}", "channel_id": f"{channels[0].pk} + i % {CHANNELS}"}
        contact = Contact.objects.create(workspace=workspace, name="Many")
        post = _make(Post, POSTS, own | {"external_id": _text("i"), "is_ad": "i % 20 = 0"})
        person = {"contact_id": f"{contact.pk}", "external_id": _text("i"), "name": "'Person ' || i"}
        identity = _make(Identity, PEOPLE, own | person)
        thread = _make(Conversation, conversations, own | self._thread(post, identity))
        labels = [Label.objects.create(workspace=workspace, name=name) for name in _label_names()]
        link = {"conversation_id": f"{thread} + i * 3", "label_id": f"{labels[0].pk} + {_any(LABELS, 11)}"}
        _make(ConversationLabel, conversations // 3, link)
        self._talk(own, thread, conversations, messages)

    def _thread(self, post: int, identity: int) -> dict[str, str]:
        """55 % is resolved, 35 % open, the rest pending or snoozed. Of the first two 70 % had no answer."""
        at, of_100, of_9 = _ago(_any(MINUTES, 1)), _any(100, 2), _any(9, 13)
        is_snoozed, is_shown = f"{of_100} >= 95", f"{of_100} < 90"
        return {
            "kind": f"CASE WHEN {_any(10, 3)} < 7 THEN 'comment' ELSE 'direct' END",
            "thread_id": _text("i"),
            "post_id": f"CASE WHEN {_any(10, 3)} < 7 THEN {post} + {_any(POSTS, 4)} END",
            "identity_id": f"{identity} + {_any(PEOPLE, 5)}",
            "status": f"CASE WHEN {of_100} < 55 THEN 'resolved' WHEN {of_100} < 90 THEN 'open' "
            f"WHEN {of_100} < 95 THEN 'pending' ELSE 'snoozed' END",
            "snoozed_until": f"CASE WHEN {is_snoozed} THEN {_ago('-1440')} END",
            "waiting_since": f"CASE WHEN {is_shown} AND {_any(10, 6)} < 7 THEN {at} END",
            "priority": f"CASE WHEN {_any(5, 7)} = 0 THEN {_any(40, 8)} ELSE 0 END",
            "assignee_id": f"CASE WHEN {_any(5, 9)} < 3 THEN {self.user.pk} + {_any(MEMBERS, 10)} END",
            "last_message_at": at,
            "preview": f"'mooi taart vandaag ' || i || CASE WHEN {_any(4, 12)} = 0 THEN '?' ELSE '' END",
            "language": f"CASE WHEN {of_9} < 5 THEN 'nl' WHEN {of_9} < 8 THEN 'en' ELSE 'de' END",
        }

    def _talk(self, own: dict[str, str], thread: int, conversations: int, messages: int) -> None:
        """Every conversation has its message; the rest are spread over them."""
        of_1000, of_100 = _any(1000, 14), _any(100, 15)
        at = _ago(_any(MINUTES, 1))
        spread = f"CASE WHEN i < {conversations} THEN i ELSE {_any(conversations, 16)} END"
        values = {
            "conversation_id": f"{thread} + {spread}",
            "kind": "'comment'",
            "external_id": _text("i"),
            "text": "'lekker gezien ' || i",
            "sent_at": at,
            "text_at": at,
            "processed_at": at,
            "visibility": f"CASE WHEN {of_1000} < 30 THEN 'hidden' WHEN {of_1000} < 34 THEN 'held' "
            "ELSE 'visible' END",
            "sentiment": f"CASE WHEN {of_100} < 8 THEN 'negative' WHEN {of_100} < 28 THEN 'positive' "
            "ELSE '' END",
        }
        first = _make(Message, messages, own | values)
        of_thread = models.F("pk") - thread + first
        Conversation.objects.filter(workspace=int(own["workspace_id"])).update(last_message_id=of_thread)

    def _act(self) -> None:
        """A rule that acted ten thousand times, and suggested half as often."""
        self.rule = create_rule(
            self.workspace, name="Price", body=parse_body(RULE), mode=Mode.SUGGEST, by=SYSTEM
        )
        assert self.rule.version is not None
        message = (
            Message.objects.filter(workspace=self.workspace).order_by("pk").values_list("pk", flat=True)[0]
        )
        acts, own = self._messages // 45, f"{self.workspace.pk}"
        common = {"workspace_id": own, "version_id": f"{self.rule.version.pk}"}
        done = {"rule_id": f"{self.rule.pk}", "message_id": f"{message} + i * 40"}
        _make(RuleApplication, acts, common | done)
        wish = {"message_id": f"{message} + i * 80", "position": "0", "action": "'{}'"}
        _make(Suggestion, acts // 2, common | wish)


def _channel(workspace: Workspace, n: int) -> Channel:
    platform, name = ("instagram", "facebook")[n % 2], f"Channel {n}"
    external_id = f"{workspace.slug}{n}"
    return Channel.objects.create(
        workspace=workspace, platform=platform, external_id=external_id, name=name, connected_at=NOW
    )


def _label_names() -> list[str]:
    return ["Complaint", *(f"label {n}" for n in range(1, LABELS))]


def _make(model: type[models.Model], number: int, values: dict[str, str]) -> int:
    """Store so many rows and return the id of the first; the others follow it.

    `values` are expressions of the row's number `i`, by column. What is not named has its default.
    """
    fields = {field.column: field for field in model._meta.local_concrete_fields if not field.primary_key}
    plain = {name: field for name, field in fields.items() if name not in values}
    defaults = [_default(field) for field in plain.values()]
    columns = ", ".join(f'"{name}"' for name in [*values, *plain])
    expressions = ", ".join([*(value.replace("%", "%%") for value in values.values()), *["%s"] * len(plain)])
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) "
            f"WITH RECURSIVE numbers(i) AS (SELECT CAST(0 AS bigint) UNION ALL SELECT i + 1 FROM numbers "
            f"WHERE i < {number - 1}) SELECT {expressions} FROM numbers ORDER BY i RETURNING id",
            defaults,
        )
        return int(min(pk for (pk,) in cursor.fetchall()))


def _default(field: models.Field[Any, Any]) -> Any:
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return field.get_db_prep_save(NOW, connection)
    return field.get_db_prep_save(field.get_default(), connection)


def _any(below: int, salt: int) -> str:
    """A whole number below this one, the same for every run; `salt` tells what it is for."""
    return f"((i * {7919 * salt + 104_729} + {salt}) % {SPREAD} % {below})"


def _ago(minutes: str) -> str:
    if connection.vendor == "postgresql":
        return f"(timestamptz '{NOW.isoformat()}' - ({minutes}) * interval '1 minute')"
    return f"datetime('{NOW:%Y-%m-%d %H:%M:%S}', (-({minutes})) || ' minutes')"


def _text(expression: str) -> str:
    return f"CAST({expression} AS varchar)"
