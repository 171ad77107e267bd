from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pytest
from django.test import Client

from accounts.audit import SYSTEM, Actor
from accounts.models import Role, User, Workspace
from automation.models import Backtest, Decision, Mode, Rule, RuleApplication, Suggestion, UndoRun, WordList
from automation.services import save_list
from inbox import services
from inbox.models import (
    BulkRun,
    Channel,
    Conversation,
    FileImport,
    Message,
    Note,
    PlatformCall,
    Post,
    PostThumbnail,
    SavedReply,
    SavedView,
)
from inbox.uploads.files import errors_path_of
from tests.factories import NOW, make_channel, make_member, make_message, make_rule, make_workspace


@dataclass
class Cast:
    """Alice owns the workspace, Bob answers, Vera looks, Charlie belongs to another one."""

    workspace: Workspace
    channel: Channel
    message: Message
    suggestion: Suggestion
    alice: User
    bob: User
    vera: User
    charlie: User

    @property
    def conversation(self) -> Conversation:
        return self.message.conversation

    @cached_property
    def post(self) -> Post:
        """With a picture: the page of it is there for members only."""
        post = self.conversation.post
        picture = {"content": b"\x89PNG\r\n\x1a\n", "content_type": "image/png"}
        PostThumbnail.objects.create(post=post, url="https://example.org/1.png", **picture)
        return post

    @property
    def rule(self) -> Rule:
        return self.suggestion.version.rule

    @cached_property
    def word_list(self) -> WordList:
        return save_list(self.workspace, name="scams", entries=["scam"], by=SYSTEM)

    @cached_property
    def decision(self) -> Decision:
        return Decision.objects.create(
            workspace=self.workspace, message=self.message, fingerprint="x", outcome="no_match"
        )

    @cached_property
    def saved_view(self) -> SavedView:
        return SavedView.objects.create(
            workspace=self.workspace, user=self.bob, name="Late", query="waiting=4"
        )

    @cached_property
    def call(self) -> PlatformCall:
        return services.reply(make_message(self.channel), "Vanaf 25 euro", by=Actor.person(self.bob))

    @cached_property
    def note(self) -> Note:
        return services.add_note(self.conversation, "Ask Noor", by=Actor.person(self.bob))

    @cached_property
    def saved_reply(self) -> SavedReply:
        return SavedReply.objects.create(workspace=self.workspace, name="Price", text="From 25 euros")

    @cached_property
    def backtest(self) -> Backtest:
        return Backtest.objects.create(workspace=self.workspace, rule=self.rule, until=NOW)

    @cached_property
    def undo_run(self) -> UndoRun:
        return UndoRun.objects.create(workspace=self.workspace, rule=self.rule)

    @cached_property
    def bulk_run(self) -> BulkRun:
        return BulkRun.objects.create(workspace=self.workspace, act="resolve", created_by=self.bob)

    @cached_property
    def file_import(self) -> FileImport:
        """One that is over, with bad rows to fetch."""
        run = FileImport.objects.create(
            workspace=self.workspace, channel=self.channel, name="feed.csv", form="rows", status="done"
        )
        errors_path_of(run).write_text("line,problem\n")
        return run

    @cached_property
    def application(self) -> RuleApplication:
        return RuleApplication.objects.create(
            workspace=self.workspace,
            rule=self.rule,
            version=self.suggestion.version,
            message=self.message,
            channel=self.channel,
            acts=[{"type": "resolve", "state": "done"}],
        )

    def url(self, path: str) -> str:
        return f"/w/{self.workspace.slug}/{path}"


@pytest.fixture
def cast(db) -> Cast:
    workspace = make_workspace()
    channel = make_channel(workspace)
    rule = make_rule(workspace, mode=Mode.SUGGEST)
    message = make_message(channel)
    suggestion = Suggestion.objects.create(
        workspace=workspace,
        version=rule.version,
        message=message,
        position=0,
        action={"type": "reply", "variants": ["Vanaf 25 euro!"]},
        text="Vanaf 25 euro!",
    )
    return Cast(
        *(workspace, channel, message, suggestion),
        *(make_member(workspace, role) for role in (Role.OWNER, Role.AGENT, Role.VIEWER)),
        make_member(make_workspace(), Role.OWNER),
    )


@pytest.fixture
def log_in(client: Client) -> Callable[[User], Client]:
    def log_in(user: User) -> Client:
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def bob(cast: Cast, log_in: Callable[[User], Client]) -> Client:
    return log_in(cast.bob)


HTMX = {"HTTP_HX_REQUEST": "true"}


def target(name: str) -> dict[str, str]:
    """The headers of htmx for a swap into this element."""
    return HTMX | {"HTTP_HX_TARGET": name}


def is_expected(complaint: str) -> bool:
    """Whether a line on the browser's console is no fault.

    It tells each 422 of a refused act, the 204 where WSGI has no event stream, and (by htmx) each
    request that leaving the page ended. An answer of 500 has a line of its own.
    """
    return "422" in complaint or "204" in complaint or complaint.startswith("htmx:")
