"""A second answer to the same conversation, at the composer."""

from __future__ import annotations

import re

from django.test import Client

from accounts.audit import Actor
from inbox import services
from inbox.models import PlatformCall
from tests.web.conftest import Cast, target


def seen_on(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="(\w+)"', page)
    assert found
    return found[1]


def send(client: Client, cast: Cast, seen: str, text: str = "Ook ik"):
    values = {"text": text, "seen": seen}
    return client.post(cast.url(f"messages/{cast.message.pk}/reply/"), values, **target("composer-1"))


def test_it_warns_once_with_what_the_other_wrote(cast: Cast, bob: Client) -> None:
    page = bob.get(cast.url(f"conversations/{cast.conversation.pk}/")).content.decode()
    services.reply(cast.message, "Vanaf <25> euro", by=Actor.person(cast.alice))
    stopped = send(bob, cast, seen_on(page))
    assert stopped.status_code == 422
    warning = stopped.content.decode()
    assert f"{cast.alice} answered" in warning
    assert "“Vanaf &lt;25&gt; euro”. Send yours as well?" in warning
    assert "Ook ik</textarea>" in warning
    assert PlatformCall.objects.count() == 1
    assert send(bob, cast, seen_on(warning)).status_code == 200
    assert PlatformCall.objects.count() == 2


def test_it_still_warns_after_a_text_that_was_too_long(cast: Cast, bob: Client) -> None:
    page = bob.get(cast.url(f"conversations/{cast.conversation.pk}/")).content.decode()
    services.reply(cast.message, "Vanaf 25 euro", by=Actor.person(cast.alice))
    refused = send(bob, cast, seen_on(page), "x" * 11_000).content.decode()
    assert seen_on(refused) == seen_on(page)
    assert "Vanaf 25" in send(bob, cast, seen_on(refused)).content.decode()
