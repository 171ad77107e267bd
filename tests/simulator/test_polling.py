"""A platform that tells nothing is asked, and the inbox comes to equal what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from accounts.audit import SYSTEM
from inbox import budget, calls, polling, services
from inbox.models import ChannelPoll, DailyUse, Message, MissedRange, PlatformCall, Post, PostPoll
from platforms.errors import Transient
from platforms.registry import CONNECTORS
from tests.factories import make_channel

from .conftest import Running

pytestmark = pytest.mark.django_db
TOKEN = "tube-token"
HOUR = 3600


class Tube:
    """A simulated YouTube channel, connected two hours ago."""

    def __init__(self, simulator: Running) -> None:
        self.simulator = simulator
        made = simulator.control("accounts", username="bakkerij.tv", token=TOKEN, platform="youtube")
        self.id = made["id"]
        self.channel = make_channel(
            platform="youtube",
            external_id=self.id,
            is_simulated=True,
            credentials={"access_token": TOKEN},
            connected_at=timezone.now() - timedelta(hours=2),
        )
        headers = {"Authorization": f"Bearer {TOKEN}"}
        url = simulator.client.base_url.join("/youtube/v3")
        self.brand = httpx.Client(base_url=url, headers=headers, timeout=5, trust_env=False)

    def comment(self, text: str, *, hours_ago: float = 0, **more: Any) -> str:
        shift = -hours_ago * HOUR
        self.simulator.control("clock", shift_seconds=shift)
        made = self.simulator.control("comments", account=self.id, text=text, **more)
        self.simulator.control("clock", shift_seconds=-shift)
        return str(made["id"])

    def moderate(self, comment_id: str, status: str) -> None:
        params = {"id": comment_id, "moderationStatus": status}
        assert self.brand.post("/comments/setModerationStatus", params=params).is_success

    def poll(self, *, at: datetime | None = None) -> None:
        """Read the channel, and then every post as if its time had come."""
        now = at or timezone.now()
        for channel_id in polling.due_channels(now):
            polling.poll_channel(channel_id, now=now)
        polling.due_posts(now)
        for post_id in list(Post.objects.values_list("pk", flat=True)):
            polling.poll_post(post_id, now=now)

    def message(self, comment_id: str) -> Message:
        return Message.objects.get(external_id=comment_id)


@pytest.fixture
def tube(simulator: Running, settings: Any) -> Iterator[Tube]:
    settings.SIMULATOR_URL = str(simulator.client.base_url).rstrip("/")
    tube = Tube(simulator)
    yield tube
    tube.brand.close()


def later(**time: float) -> datetime:
    return timezone.now() + timedelta(**time)


def test_it_brings_in_what_was_there_without_waking_a_rule(tube: Tube) -> None:
    old, new = tube.comment("Wat kost dit?", hours_ago=5), tube.comment("Wat kost dat?")
    tube.poll()
    assert (tube.message(old).origin, tube.message(old).processed_at is None) == ("history", False)
    assert (tube.message(new).origin, tube.message(new).processed_at) == ("live", None)


def test_it_changes_nothing_by_asking_again(tube: Tube) -> None:
    top = tube.comment("Wat kost dit?")
    tube.comment("Goede vraag", parent_id=top)
    tube.poll()
    before = list(Message.objects.order_by("pk").values())
    tube.poll(at=later(hours=0.5))
    assert list(Message.objects.order_by("pk").values()) == before


def test_it_finds_what_was_edited(tube: Tube) -> None:
    comment = tube.comment("Wat kost dit?", hours_ago=1)
    tube.poll()
    tube.simulator.control(f"comments/{comment}/edit", text="Wat kost deze taart?")
    tube.poll(at=later(minutes=20))
    message = tube.message(comment)
    assert (message.text, message.edited_at is None) == ("Wat kost deze taart?", False)
    assert message.revisions.count() == 2


def test_it_finds_what_was_removed_once_it_could_have_been_listed(tube: Tube) -> None:
    comment, other = tube.comment("Wat kost dit?"), tube.comment("Mooi!")
    tube.poll()
    tube.simulator.client.delete(f"/control/comments/{comment}")
    tube.poll(at=later(minutes=5))
    assert tube.message(comment).removed_at is None
    tube.poll(at=later(minutes=15))
    assert tube.message(comment).removed_at is None
    tube.poll(at=later(minutes=17))
    assert tube.message(comment).removed_at
    assert tube.message(other).removed_at is None


def test_it_looks_again_soon_when_something_seems_gone(tube: Tube) -> None:
    comment = tube.comment("Wat kost dit?")
    tube.comment("Mooi!")
    tube.poll()
    tube.simulator.client.delete(f"/control/comments/{comment}")
    now = later(minutes=15)
    tube.poll(at=now)
    assert PostPoll.objects.get().due_at == now + polling.SURE


def test_it_does_not_lose_what_was_approved_while_it_read(
    tube: Tube, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not published yet when those were listed, and not held any more when these were."""
    comment = tube.comment("Wat kost dit?")
    tube.moderate(comment, "heldForReview")
    tube.poll()
    monkeypatch.setattr(polling, "MAX_PAGES", 1)
    post = Post.objects.get()
    for part in range(12):  # three readings of four lists
        polling.poll_post(post.pk, now=later(minutes=20, seconds=part))
        if part == 0:
            tube.moderate(comment, "published")
    message = tube.message(comment)
    assert (message.removed_at, message.text, message.visibility) == (None, "Wat kost dit?", "visible")


def test_it_takes_nothing_below_a_hidden_comment_for_removed(tube: Tube) -> None:
    top = tube.comment("Gratis crypto!")
    reply = tube.comment("Nep!", parent_id=top)
    tube.poll()
    tube.moderate(top, "rejected")
    tube.poll(at=later(minutes=15))
    assert (tube.message(top).visibility, tube.message(reply).text) == ("hidden", "Nep!")
    tube.simulator.client.delete(f"/control/comments/{top}")
    for minutes in (30, 32):
        tube.poll(at=later(minutes=minutes))
    assert {tube.message(found).visibility for found in (top, reply)} == {"removed"}


@pytest.mark.parametrize("status", ["heldForReview", "rejected"])
def test_it_finds_what_somebody_hid_and_showed_again(tube: Tube, status: str) -> None:
    comment = tube.comment("Wat kost dit?")
    tube.poll()
    tube.moderate(comment, status)
    tube.poll(at=later(minutes=10))
    assert tube.message(comment).visibility == "hidden"
    tube.moderate(comment, "published")
    tube.poll(at=later(minutes=20))
    assert tube.message(comment).visibility == "visible"


def test_it_finds_replies_below_an_old_comment(tube: Tube) -> None:
    top = tube.comment("Wat kost dit?", hours_ago=1.5)
    tube.poll()
    replies = [tube.comment(f"Antwoord {number}", parent_id=top) for number in range(7)]
    tube.poll(at=later(minutes=20))
    thread = tube.message(top).conversation
    assert set(thread.messages.values_list("external_id", flat=True)) == {top, *replies}


def test_it_answers_and_hides_what_it_read(tube: Tube) -> None:
    tube.comment("Wat kost dit?")
    tube.poll()
    message = Message.objects.get()
    for verb, text in [(PlatformCall.Verb.REPLY, "25 euro"), (PlatformCall.Verb.HOLD, "")]:
        call, _ = services.calling.queue(verb, message, by=SYSTEM, text=text)
        calls.make(call.pk, now=later(seconds=1))
        call.refresh_from_db()
        assert (call.status, call.error_code) == ("done", "")
    tube.poll(at=later(minutes=20))
    assert Message.objects.filter(is_own=True).count() == 1
    assert tube.message(message.external_id).visibility == "held"
    assert DailyUse.objects.get().units > 100


def test_it_leaves_to_people_what_was_written_in_a_long_silence(tube: Tube) -> None:
    tube.poll(at=later(hours=-1.9))
    missed, fresh = tube.comment("Wat kost dit?", hours_ago=1.5), tube.comment("En dit?", hours_ago=0.1)
    tube.poll()
    assert tube.message(missed).origin == "history"
    assert tube.message(fresh).processed_at is None
    assert MissedRange.objects.get().found == 2


@pytest.mark.parametrize("reads_post_first", [True, False])
def test_it_leaves_it_to_people_whichever_is_read_first(tube: Tube, reads_post_first: bool) -> None:
    top = tube.comment("Wat kost dit?", hours_ago=1.95)
    tube.poll(at=later(hours=-1.9))
    missed = tube.comment("En wat kost dat?", parent_id=top, hours_ago=1.5)
    now, post = timezone.now(), Post.objects.get()
    if reads_post_first:
        polling.poll_post(post.pk, now=now)
    polling.poll_channel(tube.channel.pk, now=now)
    polling.poll_post(post.pk, now=now)
    assert tube.message(missed).origin == "history"


def test_it_begins_anew_when_a_cursor_is_refused(tube: Tube) -> None:
    comment = tube.comment("Wat kost dit?")
    now = timezone.now()
    ChannelPoll.objects.create(
        workspace=tube.channel.workspace, channel=tube.channel, cursor="published nonsense", started_at=now
    )
    polling.poll_channel(tube.channel.pk, now=now)
    polling.poll_channel(tube.channel.pk, now=now)
    assert tube.message(comment)


def test_it_goes_on_where_a_long_reading_stopped(tube: Tube, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "MAX_PAGES", 1)
    tube.comment("Wat kost dit?")
    held = tube.comment("Spam")
    tube.moderate(held, "heldForReview")
    for seconds in range(3):
        now = later(seconds=seconds)
        assert polling.due_channels(now) == [tube.channel.pk]
        polling.poll_channel(tube.channel.pk, now=now)
    assert (Message.objects.count(), tube.message(held).visibility) == (2, "hidden")
    assert ChannelPoll.objects.get().polled_at


def test_it_compares_a_long_post_in_parts(tube: Tube, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, held = tube.comment("Wat kost dit?"), tube.comment("Spam")
    tube.moderate(held, "heldForReview")
    tube.poll()
    tube.simulator.client.delete(f"/control/comments/{gone}")
    monkeypatch.setattr(polling, "MAX_PAGES", 1)
    post = Post.objects.get()
    for part in range(8):  # a list for each moderation status, twice
        assert tube.message(gone).removed_at is None
        polling.poll_post(post.pk, now=later(minutes=20, seconds=part))
    assert (tube.message(gone).removed_at is None, tube.message(held).removed_at) == (False, None)


def test_it_reads_a_post_anew_when_a_part_was_left_for_long(tube: Tube, monkeypatch: Any) -> None:
    tube.comment("Wat kost dit?")
    tube.poll()
    monkeypatch.setattr(polling, "MAX_PAGES", 1)
    post, begun = Post.objects.get(), later(minutes=20)
    polling.poll_post(post.pk, now=begun)
    place = PostPoll.objects.get().cursor
    polling.poll_post(post.pk, now=begun + timedelta(hours=2))
    poll = PostPoll.objects.get()
    assert (poll.cursor, poll.started_at) == (place, begun + timedelta(hours=2))


def test_it_forgets_no_wish_to_read_again_when_a_reading_fails(tube: Tube, monkeypatch: Any) -> None:
    tube.comment("Wat kost dit?")
    tube.poll()

    def fail(*_: Any, **__: Any) -> None:
        PostPoll.objects.update(polled_at=None)  # somebody asks meanwhile
        raise Transient("The line was cut.")

    monkeypatch.setattr(CONNECTORS["youtube"], "read_post", fail)
    polling.poll_post(Post.objects.get().pk, now=later(minutes=20))
    poll = PostPoll.objects.get()
    assert (poll.polled_at, poll.last_error) == (None, "transient")


def test_it_is_read_by_one_worker_at_a_time(tube: Tube) -> None:
    now = timezone.now()
    assert polling.due_channels(now) == [tube.channel.pk]
    assert polling.due_channels(now) == []
    assert polling.due_channels(now + polling.LEASE) == [tube.channel.pk]


@pytest.mark.parametrize(
    ("quiet", "minutes"),
    [(timedelta(minutes=5), 10), (timedelta(hours=5), 60), (timedelta(days=90), 7 * 24 * 60)],
)
def test_it_asks_the_less_the_quieter_a_post_is(quiet: timedelta, minutes: int) -> None:
    now = timezone.now()
    assert polling._pace(polling.POST_PACE, now - quiet, now) == timedelta(minutes=minutes)


def test_it_keeps_a_part_of_the_budget_for_answers(tube: Tube) -> None:
    now = timezone.now()
    day = budget._day(tube.channel, now)
    DailyUse.objects.create(workspace=tube.channel.workspace, channel=tube.channel, day=day, units=6000)
    tube.poll(at=now)
    assert ChannelPoll.objects.get().due_at == budget.renewed_at(tube.channel, now)
    assert budget.left(tube.channel, now) == 4000


def test_it_waits_for_midnight_when_the_platform_says_so(tube: Tube) -> None:
    tube.simulator.control("faults", fault="quota_exceeded", account=tube.id, times=1)
    polling.poll_channel(polling.due_channels(timezone.now())[0], now=timezone.now())
    tube.channel.refresh_from_db()
    assert tube.channel.calls_resume_at > timezone.now()
    assert ChannelPoll.objects.get().last_error == "throttled"
    assert polling.due_channels(later(minutes=5)) == []


def test_it_stops_when_the_access_was_withdrawn(tube: Tube) -> None:
    tube.simulator.control("faults", fault="expired_token", account=tube.id, times=1)
    polling.poll_channel(polling.due_channels(timezone.now())[0], now=timezone.now())
    tube.channel.refresh_from_db()
    assert tube.channel.status == "reconnect"
    assert polling.due_channels(later(days=1)) == []


def test_it_never_asks_a_platform_that_tells_by_itself() -> None:
    make_channel(platform="facebook", external_id="100200300400999")
    assert polling.due_channels(timezone.now()) == []


def test_it_waits_before_comparing_a_new_post(tube: Tube) -> None:
    tube.comment("Wat kost dit?")
    now = timezone.now()
    polling.poll_channel(polling.due_channels(now)[0], now=now)
    assert polling.due_posts(now) == []
    assert polling.due_posts(now + timedelta(minutes=11)) == [PostPoll.objects.get().post_id]


@pytest.mark.parametrize(
    ("now", "renewed"),
    [(datetime(2026, 1, 1, 7, 30, tzinfo=UTC), datetime(2026, 1, 1, 8, tzinfo=UTC))],
)
def test_it_knows_when_the_budget_is_whole_again(now: datetime, renewed: datetime) -> None:
    assert budget.renewed_at(make_channel(platform="youtube"), now) == renewed
