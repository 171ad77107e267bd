"""Hiding for a while, holding for review, and deleting after a time of grace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Event
from inbox import services
from inbox.models import PlatformCall
from inbox.services import Refused
from platforms.base import Capability, Kind
from platforms.instagram.connector import Instagram
from tests.factories import make_channel, make_message
from tests.inbox.conftest import make

pytestmark = pytest.mark.django_db
RULE = Actor.rule("rule 1 v1")
HOUR = timedelta(hours=1)


def stands_at_the_platform(simulator, comment) -> dict:
    comments = simulator.get("/control/state").json()["comments"]
    [found] = [each for each in comments if each["id"] == comment.external_id]
    return found


def call_of(comment, verb: str) -> PlatformCall:
    return PlatformCall.objects.filter(message=comment, verb=verb).latest("pk")


def statuses(comment) -> dict[str, str]:
    calls = PlatformCall.objects.filter(message=comment).order_by("pk")
    return dict(calls.values_list("verb", "status"))


def test_it_shows_a_comment_again_when_its_time_comes(comment, by):
    until = timezone.now() + HOUR
    make(services.hide(comment, by=by, unhide_at=until))
    unhide = call_of(comment, "unhide")
    assert make(unhide, now=until - timedelta(seconds=1)).status == "queued"
    assert make(unhide, now=until).status == "done"
    comment.refresh_from_db()
    assert comment.visibility == "visible"


def test_it_keeps_hidden_what_a_person_hid_again(comment, by):
    services.hide(comment, by=RULE, unhide_at=timezone.now() + HOUR)
    services.hide(comment, by=by)
    assert call_of(comment, "unhide").status == "cancelled"


def test_it_leaves_the_end_that_a_person_set_alone_when_a_rule_hides(comment, by):
    services.hide(comment, by=by, unhide_at=timezone.now() + HOUR)
    services.hide(comment, by=RULE)
    assert call_of(comment, "unhide").status == "queued"


def test_it_hides_once_and_shows_again_once_for_one_key(comment, by):
    until = timezone.now() + HOUR
    first = services.hide(comment, by=RULE, key="k", unhide_at=until)
    assert services.hide(comment, by=RULE, key="k", unhide_at=until) == first
    assert PlatformCall.objects.count() == 2


def test_it_refuses_an_end_that_is_past(comment, by):
    with pytest.raises(Refused, match="future"):
        services.hide(comment, by=by, unhide_at=timezone.now())
    assert not PlatformCall.objects.exists()


def test_it_holds_a_comment_until_somebody_approves_it(simulator, comment, by):
    make(services.hold(comment, by=RULE))
    comment.refresh_from_db()
    assert comment.visibility == "held"
    assert stands_at_the_platform(simulator, comment)["hidden"]
    with pytest.raises(Refused) as refused:
        services.reply(comment, "Hoi", by=by)
    assert refused.value.code == "hidden_earlier"
    make(services.approve_message(comment, by=by))
    comment.refresh_from_db()
    assert comment.visibility == "visible"
    assert not stands_at_the_platform(simulator, comment)["hidden"]


def test_it_holds_natively_where_the_platform_can(comment, monkeypatch):
    held = []
    monkeypatch.setattr(Instagram, "capabilities", Instagram.capabilities | {Capability.HOLD})
    monkeypatch.setattr(Instagram, "hold", lambda self, *, comment_id, ad_id="": held.append(comment_id))
    make(services.hold(comment, by=RULE))
    assert held == [comment.external_id]


def test_it_hides_for_good_what_a_person_hides_after_the_review(comment, by):
    make(services.hold(comment, by=RULE))
    make(services.hide(comment, by=RULE))
    comment.refresh_from_db()
    assert comment.visibility == "held"
    make(services.hide(comment, by=by))
    comment.refresh_from_db()
    assert comment.visibility == "hidden"


def test_it_ends_no_hold_by_an_end_that_was_set_before(comment):
    services.hide(comment, by=RULE, unhide_at=timezone.now() + HOUR)
    services.hold(comment, by=RULE)
    assert call_of(comment, "unhide").status == "cancelled"


def test_it_hides_at_once_and_deletes_after_the_time_of_grace(simulator, comment, by):
    now = timezone.now()
    removal = services.remove(comment, by=by)
    make(call_of(comment, "hide"))
    comment.refresh_from_db()
    assert comment.visibility == "hidden"
    assert make(removal, now=now + timedelta(minutes=29)).status == "queued"
    assert not stands_at_the_platform(simulator, comment)["deleted"]
    assert make(removal, now=now + timedelta(minutes=31)).status == "done"
    assert stands_at_the_platform(simulator, comment)["deleted"]
    comment.refresh_from_db()
    assert (comment.visibility, comment.removed_at is None) == ("removed", False)


def test_it_deletes_nothing_that_was_cancelled_in_time(simulator, comment, by):
    removal = services.remove(comment, by=by)
    make(call_of(comment, "hide"))
    assert services.cancel(removal, by=by) is True
    assert make(removal, now=timezone.now() + HOUR).status == "cancelled"
    assert not stands_at_the_platform(simulator, comment)["deleted"]
    assert Event.objects.filter(verb="cancel", target_id=removal.pk, user=by.user).exists()
    comment.refresh_from_db()
    assert comment.visibility == "hidden"


def test_it_says_that_it_is_too_late_to_cancel(comment, by):
    removal = services.remove(comment, by=by, grace=timedelta(0))
    make(removal)
    assert services.cancel(removal, by=by) is False
    assert make(removal).status == "done"


def test_it_deletes_once_for_one_key(comment):
    first = services.remove(comment, by=RULE, key="k")
    assert services.remove(comment, by=RULE, key="k") == first
    assert PlatformCall.objects.count() == 2


def test_it_takes_a_deletion_back_when_a_person_shows_the_comment_again(comment, by):
    services.remove(comment, by=RULE)
    services.unhide(comment, by=by)
    assert statuses(comment) == {"remove": "cancelled", "hide": "cancelled", "unhide": "queued"}


def test_it_lets_no_rule_take_back_what_a_person_wants(comment, by):
    services.remove(comment, by=by)
    services.unhide(comment, by=RULE)
    assert statuses(comment) == {"remove": "queued", "hide": "queued", "unhide": "queued"}


def test_it_deletes_an_own_comment_without_hiding_it(channel, by):
    own = make_message(channel, is_own=True)
    services.remove(own, by=by)
    assert statuses(own) == {"remove": "queued"}


def test_it_frees_the_private_reply_that_was_cancelled(comment, by):
    call = services.private_reply(comment, "Een", by=by)
    assert services.cancel(call, by=by)
    services.private_reply(comment, "Twee", by=by)


@pytest.mark.parametrize("act", [services.hide, services.hold, services.remove, services.approve_message])
def test_it_moderates_comments_only(channel, by, act):
    with pytest.raises(Refused) as refused:
        act(make_message(channel, kind=Kind.DIRECT), by=by)
    assert refused.value.code == "unsupported_on_platform"


@pytest.mark.parametrize("act", [services.hold, services.like])
def test_it_refuses_what_the_platform_cannot_do(by, act):
    with pytest.raises(Refused) as refused:
        act(make_message(make_channel(platform="generic", external_id="g")), by=by)
    assert refused.value.code == "unsupported_on_platform"


def test_it_remembers_what_it_liked(comment, by, monkeypatch):
    liked = []
    monkeypatch.setattr(Instagram, "capabilities", Instagram.capabilities | {Capability.LIKE})
    monkeypatch.setattr(Instagram, "like", lambda self, *, comment_id: liked.append(comment_id))
    make(services.like(comment, by=by))
    comment.refresh_from_db()
    assert liked == [comment.external_id]
    assert comment.liked_at is not None
    assert comment.visibility == "visible"
