"""What waits for a person, and what comes of their decisions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit import Actor
from automation.models import Mode, Rule, RuleApplication, Suggestion
from automation.review import cases, queue
from inbox import services
from inbox.ingest import ingest
from inbox.models import Message, PlatformCall
from platforms.base import Action
from tests.factories import NOW, incoming, make_message, make_rule
from tests.web.conftest import HTMX, Cast
from tests.web.review.conftest import hold, suggest


def card(*rows: Message | Suggestion, **texts: str) -> dict[str, object]:
    """The form of a card that shows these rows."""
    messages = {row.message_id if isinstance(row, Suggestion) else row.pk for row in rows}
    return {
        "case": sorted(messages),
        "message": [row.pk for row in rows if isinstance(row, Message)],
        "suggestion": [row.pk for row in rows if isinstance(row, Suggestion)],
    } | texts


def send(client: Client, cast: Cast, act: str, form: dict[str, object]) -> str:
    response = client.post(cast.url(f"review/{act}/"), form, **HTMX)
    assert response.status_code == 200
    return response.content.decode()


def page(client: Client, cast: Cast, query: str = "") -> str:
    return client.get(cast.url(f"review/{query}")).content.decode()


def test_it_shows_a_suggestion_with_its_rule_and_the_words_that_matched(cast: Cast, bob: Client) -> None:
    suggest(cast, "Eh, wat kost dat?", "Noor")
    shown = page(bob, cast)
    assert "Noor" in shown
    assert "Eh, <mark>wat kost</mark> dat?" in shown
    assert "has “wat kost”" in shown
    assert ">Vanaf 25 euro!</textarea>" in shown


def test_it_shows_what_is_held_and_which_rule_held_it(cast: Cast, bob: Client, holding: Rule) -> None:
    hold(cast, "A great scam")
    shown = page(bob, cast)
    assert "A great <mark>scam</mark>" in shown
    assert "Hold scams" in shown
    assert "Show again" in shown


def test_it_puts_both_in_one_list_newest_first_by_keyset(
    cast: Cast, bob: Client, holding: Rule, monkeypatch
) -> None:
    first = cast.message
    second, third = hold(cast, "a scam"), suggest(cast, "wat kost dat?").message
    monkeypatch.setattr(queue, "PAGE", 2)
    monkeypatch.setattr(cases, "PAGE", 2)
    newest = cases.page_of(cast.workspace, 0)
    assert [group.lead.message.pk for group in newest.groups] == [third.pk, second.pk]
    rest = cases.page_of(cast.workspace, newest.next)
    assert [group.lead.message.pk for group in rest.groups] == [first.pk]
    assert rest.next == 0


def test_it_counts_no_further_than_anybody_reads(cast: Cast, bob: Client, monkeypatch) -> None:
    monkeypatch.setattr(queue, "MOST_COUNTED", 3)
    for number in range(4):
        suggest(cast, f"wat kost nummer {number}?", f"Person {number}")
    assert queue.count(cast.workspace) == "2+"


def test_it_asks_as_often_for_many_cards_as_for_few(
    cast: Cast, bob: Client, holding: Rule, django_assert_max_num_queries
) -> None:
    hold(cast, "scam 1")
    suggest(cast, "wat kost 1?")
    with django_assert_max_num_queries(30) as few:
        page(bob, cast)
    for number in range(2, 8):
        hold(cast, f"scam {number}", f"Mei {number}")
        suggest(cast, f"wat kost {number}?", f"Noor {number}")
    with django_assert_max_num_queries(len(few)):
        page(bob, cast)


def test_it_approves_with_the_text_as_the_person_left_it(cast: Cast, bob: Client) -> None:
    suggestion = cast.suggestion
    answer = send(bob, cast, "approve", card(suggestion, **{f"text-{suggestion.pk}": "Vanaf\r\n30 euro!"}))
    call = PlatformCall.objects.get()
    assert (call.text, call.user) == ("Vanaf\n30 euro!", cast.bob)
    assert "Approved" in answer
    assert 'class="case ' not in answer


def test_it_lets_a_text_wait_so_that_it_can_be_taken_back(cast: Cast, bob: Client) -> None:
    form = card(cast.suggestion)
    send(bob, cast, "approve", form)
    call = PlatformCall.objects.get()
    assert timedelta(seconds=3) < call.run_at - timezone.now() < timedelta(seconds=10)
    assert "Taken back" in send(bob, cast, "undo", form)
    call.refresh_from_db()
    cast.suggestion.refresh_from_db()
    assert (call.status, cast.suggestion.status) == ("cancelled", "pending")
    send(bob, cast, "approve", form)
    assert PlatformCall.objects.filter(status="queued").count() == 1


def test_it_says_when_it_is_too_late_to_take_back(cast: Cast, bob: Client) -> None:
    form = card(cast.suggestion)
    send(bob, cast, "approve", form)
    PlatformCall.objects.update(status="done")
    assert "Too late" in send(bob, cast, "undo", form)
    cast.suggestion.refresh_from_db()
    assert cast.suggestion.status == "approved"


def test_it_does_not_take_back_what_somebody_else_decided(cast: Cast, bob: Client, client: Client) -> None:
    send(bob, cast, "reject", card(cast.suggestion))
    client.force_login(cast.alice)
    send(client, cast, "undo", card(cast.suggestion))
    cast.suggestion.refresh_from_db()
    assert cast.suggestion.status == "rejected"


def test_it_rejects_and_takes_it_back(cast: Cast, bob: Client) -> None:
    form = card(cast.suggestion)
    assert "Rejected" in send(bob, cast, "reject", form)
    cast.suggestion.refresh_from_db()
    assert cast.suggestion.status == "rejected"
    assert f'id="case-{cast.message.pk}"' in send(bob, cast, "undo", form)
    cast.suggestion.refresh_from_db()
    assert (cast.suggestion.status, cast.suggestion.decided_by) == ("pending", None)


def test_it_acts_once_when_two_people_approve_and_tells_the_second(cast: Cast, bob: Client) -> None:
    form = card(cast.suggestion)
    send(bob, cast, "approve", form)
    alice = Client()
    alice.force_login(cast.alice)
    answer = send(alice, cast, "approve", form)
    assert f"{cast.bob} approved this already." in answer
    assert PlatformCall.objects.count() == 1


def test_it_ends_a_hold_once_when_two_people_disagree(cast: Cast, bob: Client, holding: Rule) -> None:
    message = hold(cast, "a scam")
    send(bob, cast, "hide", card(message))
    alice = Client()
    alice.force_login(cast.alice)
    answer = send(alice, cast, "approve", card(message))
    assert f"{cast.bob} has dealt with this message already." in answer
    assert [call.verb for call in PlatformCall.objects.filter(status="queued")] == ["hide"]


def test_it_shows_a_held_message_again_and_holds_it_again_on_undo(
    cast: Cast, bob: Client, holding: Rule
) -> None:
    message = hold(cast, "a scam")
    send(bob, cast, "approve", card(message))
    assert message.pk not in queue.waiting_ids(cast.workspace)
    send(bob, cast, "undo", card(message))
    assert message.pk in queue.waiting_ids(cast.workspace)
    send(bob, cast, "approve", card(message))
    calls = PlatformCall.objects.filter(verb="unhide")
    assert sorted(call.status for call in calls) == ["cancelled", "queued"]


def test_it_leaves_what_a_colleague_decided_since(cast: Cast, bob: Client, holding: Rule) -> None:
    message = hold(cast, "a scam")
    send(bob, cast, "hide", card(message))
    PlatformCall.objects.filter(verb="hide").update(status="done", attempts=1)
    Message.objects.filter(pk=message.pk).update(visibility="hidden")
    services.unhide(Message.objects.get(pk=message.pk), by=Actor.person(cast.alice))
    answer = send(bob, cast, "undo", card(message))
    assert "It was changed since, so it stays as it is." in answer
    assert "Taken back" not in answer
    assert PlatformCall.objects.latest("pk").verb == "unhide"


def test_it_holds_again_what_went_out_already(cast: Cast, bob: Client, holding: Rule) -> None:
    message = hold(cast, "a scam")
    send(bob, cast, "approve", card(message))
    PlatformCall.objects.filter(verb="unhide").update(status="done", attempts=1)
    Message.objects.filter(pk=message.pk).update(visibility="visible")
    assert "Taken back" in send(bob, cast, "undo", card(message))
    assert PlatformCall.objects.latest("pk").verb == "hold"


def test_it_shows_again_what_the_platform_refused_to_show(cast: Cast, bob: Client, holding: Rule) -> None:
    message = hold(cast, "a scam")
    send(bob, cast, "approve", card(message))
    PlatformCall.objects.filter(verb="unhide").update(status="failed")
    assert message.pk in queue.waiting_ids(cast.workspace)


def test_it_does_not_act_on_a_text_that_was_edited_since(cast: Cast, bob: Client) -> None:
    form = card(cast.suggestion) | {f"seen-{cast.message.pk}": cast.message.text_at.isoformat()}
    later = NOW + timedelta(hours=1)
    edit = incoming(
        "You are fired", action=Action.EDIT, external_id=cast.message.external_id, occurred_at=later
    )
    ingest(cast.channel, [edit], now=later)
    answer = send(bob, cast, "approve", form)
    assert "was edited since you saw it" in answer
    assert "You are fired" in answer
    assert not PlatformCall.objects.exists()


def test_it_says_on_the_card_why_an_act_is_not_possible(cast: Cast, bob: Client) -> None:
    Message.objects.update(visibility="removed")
    answer = send(bob, cast, "approve", card(cast.suggestion))
    assert 'role="alert"' in answer
    assert f'id="case-{cast.message.pk}"' in answer
    cast.suggestion.refresh_from_db()
    assert cast.suggestion.status == "pending"


def test_it_decides_nearly_the_same_texts_together(cast: Cast, bob: Client, holding: Rule) -> None:
    texts = ["FREE scam, click here!!", "free scaaam click here", "Free  scam... click HERE"]
    messages = [hold(cast, text, f"Person {n}") for n, text in enumerate(texts)]
    shown = page(bob, cast)
    assert "The same text 3 times, by 3 people" in shown
    send(bob, cast, "hide", card(*messages))
    assert PlatformCall.objects.filter(verb="hide", status="queued").count() == 3


def test_it_leaves_out_of_a_group_what_a_person_leaves_out(cast: Cast, bob: Client, holding: Rule) -> None:
    one, other = hold(cast, "a scam!", "A"), hold(cast, "A scam", "B")
    form = card(one, other) | {"message": [one.pk]}
    answer = send(bob, cast, "approve", form)
    assert f'id="case-{other.pk}"' in answer
    assert [call.message_id for call in PlatformCall.objects.filter(verb="unhide")] == [one.pk]


def test_it_approves_several_acts_together_or_one_by_one(cast: Cast, bob: Client) -> None:
    word = {"all": [{"type": "text", "op": "any", "words": ["kapot"]}]}
    acts = ({"type": "label", "label": "complaint"}, {"type": "reply", "variants": ["Sorry!"]})
    make_rule(cast.workspace, *acts, mode=Mode.SUGGEST, conditions=word)
    first = suggest(cast, "Hij is kapot")
    label, reply = first.message.suggestions.order_by("position")
    answer = send(bob, cast, "approve", card(label))
    assert "Sorry!" in answer
    assert list(first.message.conversation.labels.values_list("name", flat=True)) == ["complaint"]
    send(bob, cast, "approve", card(reply))
    assert PlatformCall.objects.get().text == "Sorry!"


def test_it_never_touches_rows_of_another_workspace(cast: Cast, log_in) -> None:
    client = log_in(cast.charlie)
    own = cast.charlie.memberships.get().workspace.slug
    form = card(cast.suggestion, cast.message)
    for act in ("approve", "reject", "hide", "undo"):
        assert client.post(f"/w/{own}/review/{act}/", form, **HTMX).status_code == 200
    cast.suggestion.refresh_from_db()
    assert cast.suggestion.status == "pending"
    assert not PlatformCall.objects.exists()


def test_it_works_without_scripts(cast: Cast, bob: Client) -> None:
    response = bob.post(cast.url("review/approve/"), card(cast.suggestion))
    assert response["Location"] == cast.url("review/")
    again = bob.post(cast.url("review/approve/"), card(cast.suggestion))
    assert again.status_code == 422
    assert "approved this already" in again.content.decode()


def test_it_says_what_is_new_and_what_is_gone(cast: Cast, bob: Client) -> None:
    shown = suggest(cast, "wat kost 1?")
    fresh = suggest(cast, "wat kost 2?", "Zoe")
    services_by = Actor.person(cast.alice)
    Suggestion.objects.filter(pk=cast.suggestion.pk).update(status="rejected", decided_by=services_by.user)
    query = f"review/news/?newest={shown.message_id}&shown={cast.message.pk},{shown.message_id}"
    assert bob.get(cast.url(query)).json() == {"new": "1", "count": "2", "gone": [cast.message.pk]}
    assert fresh.message_id > shown.message_id


def test_it_does_not_show_an_author_as_markup(cast: Cast, bob: Client) -> None:
    suggest(cast, "<script>alert(1)</script> wat kost dat", "<img src=x onerror=alert(1)>")
    shown = page(bob, cast)
    assert "<img src=x" not in shown
    assert "<script>alert" not in shown


def test_it_counts_an_approval_once_towards_caps_after_it_was_taken_back(cast: Cast, bob: Client) -> None:
    form = card(cast.suggestion)
    send(bob, cast, "approve", form)
    send(bob, cast, "undo", form)
    send(bob, cast, "approve", form)
    assert RuleApplication.objects.filter(has_answered=True).count() == 1


def test_it_counts_no_answer_that_was_taken_back_before_it_went_out(cast: Cast, bob: Client) -> None:
    form = card(cast.suggestion)
    send(bob, cast, "approve", form)
    assert RuleApplication.objects.exclude(once_on_post=None).count() == 1
    send(bob, cast, "undo", form)
    assert not RuleApplication.objects.exclude(once_on_post=None).exists()


def test_it_keeps_on_record_the_text_that_was_sent(cast: Cast, bob: Client) -> None:
    send(bob, cast, "approve", card(cast.suggestion, **{f"text-{cast.suggestion.pk}": "Vanaf 30 euro!"}))
    [act] = RuleApplication.objects.get().acts
    assert act["text"] == "Vanaf 30 euro!"


@pytest.mark.parametrize("path", ["review/", "brakes/", "lists/"])
def test_it_shows_a_viewer_no_buttons(cast: Cast, log_in, path: str) -> None:
    shown = log_in(cast.vera).get(cast.url(path)).content.decode()
    assert 'data-key="' not in shown
    assert "Switch off" not in shown
    assert "New list" not in shown


def test_it_shows_what_a_person_held_without_a_rule(cast: Cast, bob: Client) -> None:
    message = make_message(cast.channel, "Hm")
    services.hold(message, by=Actor.person(cast.alice))
    Message.objects.filter(pk=message.pk).update(visibility="held", visibility_at=timezone.now())
    assert "not by a rule that is on record" in page(bob, cast)
