"""Answering over the wire: second thoughts, drafts, notes and saved replies, each one's own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit import Actor
from inbox import drafts, services
from inbox.models import Draft, Note, PlatformCall, SavedReply
from tests.factories import make_channel, make_message
from tests.web.conftest import HTMX, Cast, target


def read(client: Client, cast: Cast, **query: object) -> str:
    return client.get(cast.url(f"conversations/{cast.conversation.pk}/"), query, **HTMX).content.decode()


def send(client: Client, cast: Cast, text: str = "Vanaf 25", **data: object):
    values = {"text": text, **data}
    return client.post(cast.url(f"messages/{cast.message.pk}/reply/"), values, **target("composer-1"))


def test_it_waits_as_long_as_it_is_set_to(cast: Cast, bob: Client, settings) -> None:
    before = timezone.now()
    response = send(bob, cast)
    call = PlatformCall.objects.get()
    assert timedelta(seconds=8) <= call.run_at - before < timedelta(seconds=20)
    assert call.woken_at is None
    assert f"/calls/{call.pk}/unsend/" in response["HX-Trigger-After-Settle"]
    assert re.search(r"Sending in [1-8] s", read(bob, cast))
    settings.UNDO_SECONDS = 0
    send(bob, cast, "At once")
    assert PlatformCall.objects.get(text="At once").woken_at is not None


def test_it_offers_undo_to_the_one_who_wrote_it_only(cast: Cast, bob: Client, log_in) -> None:
    send(bob, cast)
    call = PlatformCall.objects.get()
    assert "data-unsend" in read(bob, cast)
    client = log_in(cast.alice)
    assert "data-unsend" not in read(client, cast)
    assert client.post(cast.url(f"calls/{call.pk}/unsend/")).status_code == 404


def test_it_makes_what_is_taken_back_a_draft_before_what_was_typed_since(cast: Cast, bob: Client) -> None:
    send(bob, cast, "First")
    call = PlatformCall.objects.get()
    drafts.keep(cast.bob, cast.conversation, "second", "public")
    for _ in range(2):
        assert bob.post(cast.url(f"calls/{call.pk}/unsend/"), **HTMX).json()["why"] == ""
    assert Draft.objects.get().text == "First\n\nsecond"
    assert ">First\n\nsecond</textarea>" in read(bob, cast)


def test_it_says_when_it_was_sent_already(cast: Cast, bob: Client) -> None:
    send(bob, cast)
    PlatformCall.objects.update(status="done")
    answer = bob.post(cast.url(f"calls/{PlatformCall.objects.get().pk}/unsend/"), **HTMX).json()
    assert "sent already" in answer["why"]
    assert not Draft.objects.exists()


def test_it_keeps_a_draft_for_its_person_and_forgets_it_when_sent(cast: Cast, bob: Client, log_in) -> None:
    path = cast.url(f"conversations/{cast.conversation.pk}/draft/")
    assert bob.post(path, {"text": "half a <b>", "how": "private"}).status_code == 204
    assert ">half a &lt;b&gt;</textarea>" in read(bob, cast)
    assert drafts.drafted(cast.bob, [cast.conversation.pk]) == {cast.conversation.pk}
    assert drafts.drafted(cast.alice, [cast.conversation.pk]) == set()
    assert "half a" not in read(log_in(cast.alice), cast)
    client = log_in(cast.bob)
    send(client, cast)
    assert not Draft.objects.exists()
    client.post(path, {"text": "again", "how": "nonsense"})
    client.post(path, {"text": "  "})
    assert not Draft.objects.exists()


def test_it_never_puts_a_note_into_an_answer_that_is_taken_back(cast: Cast, bob: Client) -> None:
    send(bob, cast, "Certainly")
    drafts.keep(cast.bob, cast.conversation, "known troublemaker", "note")
    bob.post(cast.url(f"calls/{PlatformCall.objects.get().pk}/unsend/"), **HTMX)
    kept = drafts.drafts_of(cast.bob, cast.conversation)
    assert [(draft.how, draft.text) for draft in kept] == [
        ("public", "Certainly"),
        ("note", "known troublemaker"),
    ]
    page = read(bob, cast)
    assert 'data-how="public"' in page
    assert ">Certainly</textarea>" in page


@pytest.mark.parametrize("how", ["public", "private"])
def test_it_never_shows_a_note_where_an_answer_is_typed(cast: Cast, bob: Client, how: str) -> None:
    drafts.keep(cast.bob, cast.conversation, "between us", "note")
    assert ">between us</textarea>" not in read(bob, cast, how=how)
    page = read(bob, cast)
    assert ">between us</textarea>" in page
    assert 'data-how="note"' in page.partition("<nav")[0]


def test_it_keeps_an_answer_and_a_note_side_by_side(cast: Cast, bob: Client) -> None:
    path = cast.url(f"conversations/{cast.conversation.pk}/draft/")
    for how in ("public", "note", "private"):
        bob.post(path, {"text": f"half a {how}", "how": how})
    assert ">half a private</textarea>" in read(bob, cast)
    assert ">half a note</textarea>" in read(bob, cast, how="note")
    assert drafts.drafted(cast.bob, [cast.conversation.pk]) == {cast.conversation.pk}
    bob.post(path, {"text": "", "how": "note"})
    assert [draft.how for draft in drafts.drafts_of(cast.bob, cast.conversation)] == ["private"]


def test_it_forgets_only_the_draft_of_the_kind_that_was_sent(cast: Cast, bob: Client) -> None:
    for how in ("public", "note"):
        drafts.keep(cast.bob, cast.conversation, f"half a {how}", how)
    path = cast.url(f"conversations/{cast.conversation.pk}/note/")
    page = bob.post(path, {"text": "a note"}, **target("composer-1")).content.decode()
    assert ">half a public</textarea>" in page
    assert [draft.how for draft in drafts.drafts_of(cast.bob, cast.conversation)] == ["public"]
    drafts.keep(cast.bob, cast.conversation, "one more", "note")
    send(bob, cast)
    assert [draft.how for draft in drafts.drafts_of(cast.bob, cast.conversation)] == ["note"]


def test_it_forgets_drafts_that_nobody_touched_for_long(cast: Cast) -> None:
    drafts.keep(cast.bob, cast.conversation, "old", "public")
    assert drafts.forget_old(timezone.now() + timedelta(days=Draft.MOST_DAYS - 1)) == 0
    assert drafts.forget_old(timezone.now() + timedelta(days=Draft.MOST_DAYS, minutes=1)) == 1


def test_it_shows_a_note_to_the_team_and_lets_its_author_delete_it(cast: Cast, bob: Client, log_in) -> None:
    path = cast.url(f"conversations/{cast.conversation.pk}/note/")
    assert bob.post(path, {"text": "<script>x</script>"}, **target("composer-1")).status_code == 200
    assert bob.post(path, {"text": " "}, **target("composer-1")).status_code == 422
    note = Note.objects.get()
    page = read(log_in(cast.alice), cast)
    assert "&lt;script&gt;x" in page
    assert "Delete the note" not in page
    delete = cast.url(f"notes/{note.pk}/delete/")
    assert log_in(cast.alice).post(delete).status_code == 404
    assert "Delete the note" in read(log_in(cast.bob), cast)
    log_in(cast.bob).post(delete)
    assert not Note.objects.exists()
    assert not PlatformCall.objects.exists()


def test_it_makes_a_note_that_is_taken_back_a_draft_and_a_deleted_one_not(cast: Cast, bob: Client) -> None:
    def delete(**data: object) -> None:
        note = services.add_note(cast.conversation, "between us", by=Actor.person(cast.bob))
        bob.post(cast.url(f"notes/{note.pk}/delete/"), data, **HTMX)

    delete()
    assert not Draft.objects.exists()
    drafts.keep(cast.bob, cast.conversation, "Certainly", "public")
    drafts.keep(cast.bob, cast.conversation, "and more", "note")
    delete(undo=1)
    kept = drafts.drafts_of(cast.bob, cast.conversation)
    assert [draft.text for draft in kept] == ["Certainly", "between us\n\nand more"]
    assert not Note.objects.exists()


def test_it_shows_a_note_where_nothing_can_be_answered(cast: Cast, bob: Client) -> None:
    message = make_message(make_channel(cast.workspace, platform="generic"))
    page = bob.get(cast.url(f"conversations/{message.conversation_id}/")).content.decode()
    assert 'data-how="note"' in page
    assert "data-why-private=" in page


def test_it_offers_saved_replies_filled_in_and_private_ones_in_private_only(cast: Cast, bob: Client) -> None:
    for name, text, is_private in (("Hi", "Hi {{contact.first_name}}", False), ("Code", "T25", True)):
        SavedReply.objects.create(
            workspace=cast.workspace, name=name, text=text, is_private_only=is_private, used_count=3
        )
    SavedReply.objects.create(workspace=cast.charlie.memberships.get().workspace, name="Not ours", text="x")
    path = cast.url(f"messages/{cast.message.pk}/saved-replies/")
    public = bob.get(path, {"how": "public"}).json()["replies"]
    assert [(offer["name"], offer["text"]) for offer in public] == [("Hi", "Hi Lotte")]
    private = bob.get(path, {"how": "private"}).json()["replies"]
    assert [offer["name"] for offer in private] == ["Code", "Hi"]


def test_it_warns_when_the_same_text_went_out_under_this_post_lately(cast: Cast, bob: Client) -> None:
    SavedReply.objects.create(workspace=cast.workspace, name="Price", text="From 25 euros")
    other = make_message(cast.channel, "Price?")
    call = services.reply(other, "From 25 euros", by=Actor.person(cast.alice))
    path = cast.url(f"messages/{cast.message.pk}/saved-replies/")

    def warning(minutes: int) -> str:
        at = timezone.now() - timedelta(minutes=minutes, seconds=5)
        PlatformCall.objects.filter(pk=call.pk).update(created_at=at)
        return bob.get(path).json()["replies"][0]["warning"].replace("\xa0", " ")

    assert warning(4) == "The same text was used under this post 4 minutes ago."
    assert warning(0).endswith("a moment ago.")
    assert warning(10) == ""


def test_it_manages_saved_replies(cast: Cast, bob: Client, log_in) -> None:
    add = cast.url("saved-replies/add/")
    assert bob.post(add, {"name": "Hi", "text": "Hi {{contact.name}}"}).status_code == 302
    saved = SavedReply.objects.get()
    refused = bob.post(add, {"name": "hi", "text": '"><script>'})
    assert refused.status_code == 422
    assert "another saved reply" in refused.content.decode()
    assert '"><script>' not in refused.content.decode()
    page = bob.get(cast.url("saved-replies/"), {"edit": saved.pk}).content.decode()
    assert "Hi {{contact.name}}</textarea>" in page
    bob.post(cast.url(f"saved-replies/{saved.pk}/"), {"name": "Hi", "text": "Hoi", "is_private_only": "on"})
    saved.refresh_from_db()
    assert (saved.text, saved.is_private_only) == ("Hoi", True)
    viewer = log_in(cast.vera).get(cast.url("saved-replies/")).content.decode()
    assert "Hoi" in viewer
    assert "<textarea" not in viewer
    log_in(cast.bob).post(cast.url(f"saved-replies/{saved.pk}/delete/"))
    assert not SavedReply.objects.exists()


@pytest.mark.parametrize("saved", ["0", "x", "99999999", ""])
def test_it_lives_with_any_saved_reply_that_a_form_names(cast: Cast, bob: Client, saved: str) -> None:
    assert send(bob, cast, saved=saved).status_code == 200
