"""A channel, a colleague and a comment that stands at the platform's side (the simulator) too."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.audit import Actor
from inbox import calls
from inbox.models import PlatformCall
from platforms.base import Author
from tests.factories import make_channel, make_member, make_message

ACCOUNT = "17841400000000001"


@pytest.fixture
def channel(simulator):
    return make_channel(
        external_id=ACCOUNT, is_simulated=True, credentials={"access_token": "simulator-token"}
    )


@pytest.fixture
def by(channel):
    return Actor.person(make_member(channel.workspace))


@pytest.fixture
def comment(simulator, channel):
    """A comment that stands at the simulator and in the inbox."""
    made = simulator.post("/control/comments", json={"text": "Wat kost dit?", "username": "lotte"}).json()
    [state] = [c for c in simulator.get("/control/state").json()["comments"] if c["id"] == made["id"]]
    now = timezone.now()
    return make_message(
        channel, external_id=made["id"], occurred_at=now, now=now, author=Author(state["author_id"], "lotte")
    )


@pytest.fixture
def fault(simulator):
    def arm(**body):
        assert simulator.post("/control/faults", json=body).status_code == 201

    return arm


def make(call: PlatformCall, now=None) -> PlatformCall:
    calls.make(call.pk, now=now or timezone.now())
    call.refresh_from_db()
    return call
