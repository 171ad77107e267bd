"""What people send: it waits for second thoughts, goes out soon after, and can be taken back until then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Role
from inbox import calls, services, sweeps
from inbox.models import Message, Notification, PlatformCall, SavedReply
from inbox.screens.replies import offers_for
from inbox.services import Refused
from inbox.services.mentions import mentioned_in
from platforms.base import Author
from tests.factories import make_channel, make_member, make_message, make_user
from tests.inbox.conftest import make

pytestmark = pytest.mark.django_db
WINDOW = timedelta(seconds=8)


@pytest.fixture
def mine(db) -> Message:
    now = timezone.now()
    return make_message(make_channel(), occurred_at=now, now=now)


@pytest.fixture
def agent(mine: Message) -> Actor:
    return Actor.person(make_member(mine.workspace, name="Noor Bakker"))


def waiting(message: Message, agent: Actor) -> PlatformCall:
    return services.reply(message, "Vanaf 25 euro", by=agent, run_at=timezone.now() + WINDOW)


def test_it_sends_no_text_before_its_time(mine: Message, agent: Actor) -> None:
    call = waiting(mine, agent)
    calls.make(call.pk, now=call.run_at - timedelta(seconds=1))
    call.refresh_from_db()
    assert (call.status, call.attempts) == ("queued", 0)
    assert not list(sweeps.due_calls(call.run_at - timedelta(seconds=1)))
    # The dispatcher looks every second.
    assert list(sweeps.due_calls(call.run_at)) == [[call.pk]]


def test_it_is_found_again_when_the_worker_that_was_told_is_killed(mine: Message, agent: Actor) -> None:
    call = waiting(mine, agent)
    list(sweeps.due_calls(call.run_at))
    assert not list(sweeps.due_calls(call.run_at + timedelta(seconds=5)))
    assert list(sweeps.due_calls(call.run_at + timedelta(seconds=16))) == [[call.pk]]


def test_it_takes_a_text_back_once_and_says_when_it_is_too_late(mine: Message, agent: Actor) -> None:
    call = waiting(mine, agent)
    assert services.unsend(call, by=agent)
    assert not services.unsend(call, by=agent)
    gone = waiting(mine, agent)
    PlatformCall.objects.filter(pk=gone.pk).update(status="sending")
    with pytest.raises(Refused, match="sent already"):
        services.unsend(gone, by=agent)


def test_it_allows_a_private_reply_after_one_was_taken_back(mine: Message, agent: Actor) -> None:
    call = services.private_reply(mine, "Een", by=agent, run_at=timezone.now() + WINDOW)
    services.unsend(call, by=agent)
    assert services.private_reply(mine, "Twee", by=agent).text == "Twee"


def test_a_rule_gives_way_to_a_person_who_has_second_thoughts(simulator, comment, by) -> None:
    automatic = services.reply(comment, "Automatisch", by=Actor.rule("rule 1 v1"))
    services.reply(comment, "Van een mens", by=by, run_at=timezone.now() + WINDOW)
    assert make(automatic).error_code == "human_active"


def test_it_refuses_a_private_text_in_public_however_it_was_filled_in(mine: Message, agent: Actor) -> None:
    saved = SavedReply.objects.create(
        workspace=mine.workspace, name="Code", text="Hi {{contact.first_name}}: T25", is_private_only=True
    )
    for text, made_from in (("Hi Lotte: T25", None), ("Hi! T25", saved)):
        with pytest.raises(Refused) as refused:
            services.reply(mine, text, by=agent, saved=made_from)
        assert refused.value.code == "private_only"
    assert services.private_reply(mine, "Hi Lotte: T25", by=agent, saved=saved).verb == "private_reply"
    saved.refresh_from_db()
    assert saved.used_count == 1


def test_it_counts_a_use_once_for_one_wish(mine: Message, agent: Actor) -> None:
    saved = SavedReply.objects.create(workspace=mine.workspace, name="Price", text="25")
    for _ in range(2):
        services.reply(mine, "25", by=agent, key="k1", saved=saved)
    saved.refresh_from_db()
    assert (saved.used_count, saved.used_at is not None) == (1, True)


def test_it_sends_no_text_with_a_variable_left_in_it(mine: Message, agent: Actor) -> None:
    with pytest.raises(Refused, match=r"\{contact\.name\}"):
        services.reply(mine, "Hi {{contact.name}}", by=agent)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Jan de Vries, look", ["Jan de Vries"]),
        ("@jan de vriesland and @Jan!", ["Jan", "Jan"]),
        ("ask @bob@example.org", ["Bob"]),
        ("mail to jan@example.org", []),
        ("@@", []),
        ("no one @nobody", []),
    ],
)
def test_it_finds_who_is_mentioned(text: str, names: list[str]) -> None:
    people = [
        make_user("j1@example.org", name="Jan"),
        make_user("j2@example.org", name="Jan"),
        make_user("j3@example.org", name="Jan de Vries"),
        make_user("bob@example.org", name="Bob"),
    ]
    assert [user.name for user in mentioned_in(text, people)] == names


def test_it_tells_the_members_that_a_note_mentions_and_nobody_else(mine: Message, agent: Actor) -> None:
    lea = make_member(mine.workspace, Role.VIEWER, name="Lea")
    make_user(name="Stranger")
    services.add_note(mine.conversation, "@Lea and @Stranger and @Noor Bakker: see", by=agent)
    services.add_note(mine.conversation, "@Lea", by=Actor.rule("rule 1 v1"))
    told = Notification.objects.get()
    assert (told.user, told.wants_email, told.conversation) == (lea, True, mine.conversation)
    assert told.text == "Noor Bakker mentioned you in a note: @Lea and @Stranger and @Noor Bakker: see"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("", "x", "needs a name"),
        ("x", "  ", "needs a name"),
        ("x" * 101, "x", "At most 100"),
        ("x", "x" * 2001, "At most 2000"),
        ("x", "{{contact.nmae}}", "no variable"),
        ("PRICE", "x", "another saved reply"),
    ],
)
def test_it_refuses_a_saved_reply_that_cannot_be_used(
    mine: Message, agent: Actor, name: str, text: str, says: str
) -> None:
    SavedReply.objects.create(workspace=mine.workspace, name="Price", text="25")
    with pytest.raises(Refused, match=says):
        services.save_reply(mine.workspace, name=name, text=text, is_private_only=False, by=agent)


def test_it_fills_in_a_name_that_cannot_turn_words_around(mine: Message, agent: Actor) -> None:
    author = Author("9", handle="x", name="\u202eevil {{post.title}} <b>")
    message = make_message(mine.channel, author=author)
    SavedReply.objects.create(
        workspace=mine.workspace, name="Hi", text="Hi {{contact.name}} of {{link:menu}}"
    )
    assert agent.user is not None
    [offer] = offers_for(message, agent.user, is_private=False, now=timezone.now())
    assert offer.text == "Hi evil {{post.title}} <b> of {{link:menu}}"
