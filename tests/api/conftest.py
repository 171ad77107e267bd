from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from rest_framework.test import APIClient

from accounts.audit import Actor
from accounts.models import ApiToken, Membership, Role, User, Workspace
from automation.decide import decide_messages
from automation.lab import start_backtest, start_undo
from automation.models import Backtest, Decision, Mode, Rule, Suggestion, TrackedLink, UndoRun, WordList
from automation.services import save_list
from inbox import services
from inbox.models import Channel, Conversation, Label, Message, Note, PlatformCall, SavedReply
from platforms.base import Author
from tests.factories import NOW, make_channel, make_member, make_message, make_rule, make_workspace


@dataclass
class World:
    """A workspace with one of everything."""

    workspace: Workspace
    agent: User
    channel: Channel
    message: Message
    call: PlatformCall
    label: Label
    note: Note
    saved_reply: SavedReply
    rule: Rule
    decision: Decision
    suggestion: Suggestion
    word_list: WordList
    link: TrackedLink
    backtest: Backtest
    undo: UndoRun

    @property
    def conversation(self) -> Conversation:
        return self.message.conversation


@pytest.fixture
def world(db) -> Iterator[World]:
    """A little after its messages were sent, so that the platforms' windows are open."""
    with time_machine.travel(NOW + timedelta(hours=1)):
        yield make_world()


def make_world() -> World:
    workspace = make_workspace()
    agent = make_member(workspace)
    channel = make_channel(workspace)
    rule = make_rule(workspace, mode=Mode.SUGGEST)
    message = make_message(channel)
    decide_messages([message.pk], now=NOW)
    services.label([message.conversation], "vip", by=Actor.person(agent))
    return World(
        workspace=workspace,
        agent=agent,
        channel=channel,
        message=message,
        call=services.hide(make_message(channel, author=Author("2")), by=Actor.person(agent)),
        label=Label.objects.get(workspace=workspace),
        note=services.add_note(message.conversation, "Belt altijd terug.", by=Actor.person(agent)),
        saved_reply=SavedReply.objects.create(workspace=workspace, name="Open", text="Van 9 tot 5."),
        rule=rule,
        decision=Decision.objects.get(message=message),
        suggestion=Suggestion.objects.get(message=message),
        word_list=save_list(workspace, name="scams", entries=["scam"], by=Actor.person(agent)),
        link=TrackedLink.objects.create(workspace=workspace, slug="site", url="https://example.org/"),
        backtest=start_backtest(workspace, rule=rule, by=Actor.person(agent)),
        undo=start_undo(workspace, rule=rule, by=Actor.person(agent)),
    )


def client_of(user: User) -> APIClient:
    _, token = ApiToken.create(Membership.objects.select_related("user", "workspace").get(user=user))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


@pytest.fixture
def api(world: World) -> APIClient:
    """Return a client of the world's agent."""
    return client_of(world.agent)


@pytest.fixture
def api_as(world: World) -> Callable[[Role], APIClient]:
    """Return a maker of clients with other roles in the world's workspace."""
    return lambda role: client_of(make_member(world.workspace, role))
