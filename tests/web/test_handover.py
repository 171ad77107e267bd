"""The page that one shift hands to the next."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import Membership
from inbox.models import Conversation
from inbox.screens.handover import handover_of
from platforms.base import Author
from tests.factories import make_conversation, make_member
from tests.web.conftest import Cast


def give(cast: Cast, number: int, **fields: object) -> None:
    for index in range(number):
        each = make_conversation(cast.channel, author=Author(f"{fields}{index}"[:60], name="Somebody"))
        Conversation.objects.filter(pk=each.pk).update(**fields)


def test_it_counts_what_everybody_has_open_late_and_put_off(cast: Cast, bob: Client) -> None:
    now = timezone.now()
    Conversation.objects.all().delete()
    give(cast, 2, assignee=cast.bob, waiting_since=now - timedelta(hours=1))
    give(cast, 1, assignee=cast.bob, waiting_since=now - timedelta(hours=5))
    give(cast, 3, assignee=None, waiting_since=now - timedelta(hours=9))
    back = now + timedelta(hours=2)
    give(cast, 1, assignee=cast.bob, status="snoozed", snoozed_until=back, waiting_since=None)
    give(cast, 4, assignee=cast.bob, status="resolved", waiting_since=None)
    shares = {share.user: share for share in handover_of(cast.workspace, now=now).shares}
    mine = shares[cast.bob]
    assert (mine.open, mine.late, mine.snoozed) == (3, 1, 1)
    assert mine.oldest_wait == now - timedelta(hours=5)
    assert mine.next_back == back
    assert (shares[None].open, shares[None].late) == (3, 3)
    assert (shares[cast.vera].open, shares[cast.vera].oldest_wait) == (0, None)
    page = bob.get(cast.url("handover/")).content.decode()
    assert f"?view=all&amp;status=open&amp;assignee={cast.bob.pk}" in page
    assert f"?assignee={cast.bob.pk}&amp;waiting=4" in page
    assert "?view=snoozed&amp;assignee=none" in page


def test_it_shows_what_they_have_still_who_left(cast: Cast, bob: Client) -> None:
    now = timezone.now()
    gone, empty_handed = make_member(cast.workspace, name="Gone"), make_member(cast.workspace, name="Empty")
    give(cast, 2, assignee=gone, waiting_since=now - timedelta(hours=5))
    Membership.objects.filter(user__in=[gone, empty_handed]).delete()
    shares = handover_of(cast.workspace, now=now).shares
    assert [(share.user, share.open, share.late) for share in shares if share.has_left] == [(gone, 2, 2)]
    assert shares[1].user == gone
    page = bob.get(cast.url("handover/")).content.decode()
    assert "no member any more" in page
    assert f"?view=all&amp;status=open&amp;assignee={gone.pk}" in page
    assert bob.get(cast.url(f"inbox/?view=all&status=open&assignee={gone.pk}")).context["count"] == "2"


def test_it_never_loses_the_longest_wait(cast: Cast, monkeypatch) -> None:
    now = timezone.now()
    Conversation.objects.all().delete()
    oldest = now - timedelta(days=9)
    give(cast, 1, assignee=cast.bob, waiting_since=oldest, last_message_at=oldest)
    give(cast, 3, assignee=cast.bob, waiting_since=now)
    monkeypatch.setattr("inbox.screens.handover.MOST_CONVERSATIONS", 2)
    [mine] = [share for share in handover_of(cast.workspace, now=now).shares if share.user == cast.bob]
    assert (mine.late, mine.oldest_wait) == (1, oldest)


def test_it_costs_no_more_for_many(cast: Cast, bob: Client, django_assert_max_num_queries) -> None:
    back = timezone.now() + timedelta(hours=2)
    give(cast, 1, status="snoozed", snoozed_until=back)
    with django_assert_max_num_queries(16) as few:
        bob.get(cast.url("handover/"))
    give(cast, 20, assignee=cast.bob, status="snoozed", snoozed_until=back)
    with django_assert_max_num_queries(len(few)):
        bob.get(cast.url("handover/"))


def test_it_shows_nobody_elses_workspace(cast: Cast, log_in) -> None:
    assert log_in(cast.charlie).get(cast.url("handover/")).status_code == 404
