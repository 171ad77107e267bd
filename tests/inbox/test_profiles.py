"""A direct message brings an id; people want a name."""

from __future__ import annotations

import pytest
from django.utils import timezone

from inbox.models import Identity
from inbox.profiles import look_up_people
from platforms.base import Author, Kind
from tests.factories import make_channel, make_message

pytestmark = pytest.mark.django_db


def a_direct(channel, person_id: str):
    now = timezone.now()
    return make_message(channel, kind=Kind.DIRECT, author=Author(person_id), occurred_at=now, now=now)


def test_it_asks_the_platform_once_who_wrote(simulator):
    channel = make_channel(
        external_id="17841400000000001", is_simulated=True, credentials={"access_token": "simulator-token"}
    )
    sent = simulator.post("/control/directs", json={"text": "Hoi", "username": "lotte.bakt"}).json()
    message = a_direct(channel, sent["from"])
    a_direct(channel, "178900000000999")
    assert look_up_people(now=timezone.now()) == 1
    identity = Identity.objects.select_related("contact").get(pk=message.identity_id)
    assert identity.handle == "lotte.bakt"
    assert identity.contact.name
    assert look_up_people(now=timezone.now()) == 0
    assert not Identity.objects.nameless().exists()


def test_it_does_not_ask_a_platform_that_cannot_tell():
    message = make_message(make_channel(platform="generic"), author=Author("x1"))
    assert look_up_people(now=timezone.now()) == 0
    assert Identity.objects.get(pk=message.identity_id).looked_up_at
