"""Who is blocked, approved or wants no automatic messages, and what then happens to what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Event
from inbox import services
from inbox.models import Identity, Message, PlatformCall
from inbox.services import Refused
from platforms.base import Author, Capability, Kind
from platforms.instagram.connector import Instagram
from tests.factories import NOW, make_channel, make_message, make_workspace
from tests.inbox.conftest import make

pytestmark = pytest.mark.django_db
RULE = Actor.rule("rule 1 v1")


def test_it_blocks_once_and_takes_it_back(comment, by):
    assert services.block_author(comment, by=by) is True
    assert services.block_author(comment.identity, by=by) is False
    identity = Identity.objects.get(pk=comment.identity_id)
    assert identity.is_blocked
    assert services.unblock_author(identity, by=by) is True
    assert services.unblock_author(identity, by=by) is False
    assert not PlatformCall.objects.exists(), "Instagram cannot block by its API."
    assert Event.objects.filter(verb="block_author", user=by.user).count() == 1


def test_it_blocks_on_the_platform_where_that_is_possible(comment, by, monkeypatch):
    blocked = []
    monkeypatch.setattr(Instagram, "capabilities", Instagram.capabilities | {Capability.BLOCK})
    monkeypatch.setattr(Instagram, "block", lambda self, *, person_id: blocked.append(person_id))
    services.block_author(comment, by=by)
    make(PlatformCall.objects.get())
    assert blocked == [comment.identity.external_id]
    services.unblock_author(comment, by=by)
    services.block_author(comment.identity, by=by)
    services.unblock_author(comment, by=by)
    assert list(PlatformCall.objects.order_by("pk").values_list("status", flat=True)) == ["done", "cancelled"]


def test_it_blocks_nobody_who_was_approved(comment, by):
    services.block_author(comment, by=by)
    assert services.approve_author(comment, by=by) is True
    assert not Identity.objects.get().is_blocked
    with pytest.raises(Refused) as refused:
        services.block_author(comment, by=RULE)
    assert refused.value.code == "author_approved"
    assert services.approve_author(comment.identity.contact, False, by=by) is True


def test_it_blocks_nobody_for_what_the_channel_wrote(channel, by):
    own = make_message(channel, is_own=True)
    with pytest.raises(Refused) as refused:
        services.block_author(own, by=by)
    assert refused.value.code == "author_unknown"


def test_it_marks_a_vip(comment, by):
    assert services.set_vip(comment.identity, by=by) is True
    assert services.set_vip(comment.identity.contact, by=by) is False
    assert services.set_vip(comment, False, by=by) is True


@pytest.mark.parametrize(
    ("stop", "code"), [(services.opt_out, "opted_out"), (services.block_author, "author_blocked")]
)
def test_it_sends_nothing_automatic_to_who_wants_none(comment, by, stop, code):
    automatic = services.private_reply(comment, "Automatisch", by=RULE)
    by_hand = services.reply(comment, "Van een mens", by=by)
    hidden = services.hide(comment, by=RULE)
    stop(comment.identity, by=by)
    assert make(automatic).error_code == code
    assert make(by_hand).status == "done"
    assert make(hidden).status == "done"


def test_it_sends_again_to_who_opts_in(comment, by):
    waiting = services.reply(comment, "Automatisch", by=RULE)
    assert services.opt_out(comment.identity, by=by) is True
    assert services.opt_in(comment.identity, by=by) is True
    assert services.opt_in(comment.identity, by=by) is False
    assert make(waiting).status == "done"


@pytest.mark.parametrize(
    "text", ["STOP", " stop!! ", "Stop.", "“Unsubscribe”", "afmelden 🙏", "de\u0301sabonner"]
)
@pytest.mark.parametrize("kind", list(Kind))
def test_it_understands_who_wants_no_automatic_messages(kind, text):
    message = make_message(text=text, kind=kind)
    assert message.identity.opted_out_at == message.sent_at
    assert message.text == text
    assert message.processed_at is None, "It is handed on like every other message."
    assert Event.objects.get(verb="opt_out").actor == "system"


@pytest.mark.parametrize(
    "text", ["Stop eens met liegen", "Don't stop", "!!!", "🛑", "stop " * 30, "unstoppable"]
)
def test_it_takes_nothing_else_for_an_opt_out(text):
    assert make_message(text=text).identity.opted_out_at is None


def test_it_knows_the_workspaces_own_words():
    channel = make_channel(make_workspace(opt_out_words=["Nee bedankt"]))
    assert make_message(channel, "STOP").identity.opted_out_at is None
    assert make_message(channel, "nee,  bedankt!").identity.opted_out_at is not None


def test_it_opts_nobody_out_for_what_the_channel_wrote():
    channel = make_channel()
    make_message(channel, "STOP", kind=Kind.DIRECT, is_own=True, author=None, thread_id="1")
    assert not Identity.objects.exclude(opted_out_at=None).exists()


def test_it_keeps_the_first_moment_of_an_opt_out():
    channel = make_channel()
    first = make_message(channel, "STOP", author=Author("1"))
    make_message(channel, "STOP", author=Author("1"), occurred_at=NOW + timedelta(minutes=1))
    assert Identity.objects.get().opted_out_at == first.sent_at


def test_it_never_says_in_public_what_is_for_private_messages(comment, by):
    text = "Uw code: TAART10"
    comment.workspace.savedreplys.create(name="Code", text=text, is_private_only=True)
    with pytest.raises(Refused) as refused:
        services.reply(comment, f" {text}\n", by=by)
    assert refused.value.code == "private_only"
    services.private_reply(comment, text, by=by)
    direct = make_message(comment.channel, kind=Kind.DIRECT, occurred_at=timezone.now(), now=timezone.now())
    services.reply(direct, text, by=by)
    assert Message.objects.filter(is_own=True).count() == 0
