"""The page of what a member was told."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from inbox import notifications
from inbox.models import Notification
from inbox.services import notify
from tests.web.conftest import Cast


def tell(cast: Cast, text: str, **about: object) -> Notification:
    notify(cast.workspace, [cast.bob], text, **about)
    return Notification.objects.latest("pk")


def read(client: Client, cast: Cast, **which: int):
    return client.post(reverse("notifications_read", args=[cast.workspace.slug]), which)


def unread(client: Client, cast: Cast) -> str:
    return str(client.get(cast.url("inbox/counts/")).json()["notifications"])


def test_it_shows_the_newest_first_and_counts_what_is_unread(cast: Cast, bob: Client) -> None:
    for text in ("The first", "<b>The second</b>"):
        tell(cast, text)
    page = bob.get(cast.url("notifications/")).content.decode()
    assert page.index("&lt;b&gt;The second&lt;/b&gt;") < page.index("The first")
    assert unread(bob, cast) == "2"


def test_it_opens_the_conversation_and_that_one_is_read(cast: Cast, bob: Client) -> None:
    tell(cast, "Look", conversation=cast.conversation)
    newest = tell(cast, "And here", conversation=cast.conversation)
    response = read(bob, cast, one=newest.pk)
    assert response["Location"] == cast.url(f"conversations/{cast.conversation.pk}/")
    assert unread(bob, cast) == "1"


def test_it_marks_none_as_read_that_came_after_the_page(cast: Cast, bob: Client) -> None:
    seen = tell(cast, "Seen")
    later = tell(cast, "Came later")
    assert read(bob, cast, until=seen.pk)["Location"] == cast.url("notifications/")
    assert list(Notification.objects.filter(read_at=None)) == [later]


def test_it_goes_on_below_the_last_of_a_page(
    cast: Cast, bob: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "PAGE", 2)
    told = [tell(cast, f"Number {number}") for number in range(3)]
    first = bob.get(cast.url("notifications/"))
    assert [row.pk for row in first.context["notifications"]] == [told[2].pk, told[1].pk]
    rest = bob.get(cast.url("notifications/"), {"before": first.context["older"]})
    assert [row.pk for row in rest.context["notifications"]] == [told[0].pk]
    assert rest.context["older"] == 0


def test_it_shows_and_changes_nothing_of_a_colleague(cast: Cast, log_in) -> None:
    told = tell(cast, "For Bob alone", conversation=cast.conversation)
    alice = log_in(cast.alice)
    assert "For Bob alone" not in alice.get(cast.url("notifications/")).content.decode()
    assert read(alice, cast, one=told.pk)["Location"] == cast.url("notifications/")
    read(alice, cast, until=told.pk)
    told.refresh_from_db()
    assert told.read_at is None
    assert unread(alice, cast) == "0"


@pytest.mark.parametrize("which", [{"one": "x"}, {"until": "-1"}, {"one": "9" * 30}, {}])
def test_it_takes_any_number_it_is_given(cast: Cast, bob: Client, which: dict[str, str]) -> None:
    tell(cast, "Still unread")
    assert read(bob, cast, **which).status_code == 302
    assert unread(bob, cast) == "1"
