"""Which rules act on a message, which are held back, and what is written down."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from accounts.audit import Actor
from automation import decide
from automation.engine import facts
from automation.models import Decision, Mode, Rule, RuleApplication, Suggestion
from automation.services import approve, change_rule, parse_body, reject
from inbox import services
from inbox.ingest import ingest
from inbox.models import Message, PlatformCall, SavedReply
from platforms.base import Action, Author, Kind, PostRef
from tests.factories import NOW, incoming, make_channel, make_member, make_message, make_rule, make_workspace

pytestmark = pytest.mark.django_db
HIDE = {"type": "hide"}
REPLY = {"type": "reply", "variants": ["Vanaf 25 euro!"]}
PRIVATE = {"type": "private_reply", "variants": ["De prijslijst"]}


@pytest.fixture
def channel():
    return make_channel()


def decided(message: Message, *, now=NOW) -> Decision:
    decide.decide_messages([message.pk], now=now)
    return Decision.objects.filter(message=message).latest("pk")


def acts(decision: Decision) -> list[tuple[str, str, str]]:
    return [(a["type"], a["state"], a.get("reason", "")) for r in decision.results for a in r["acts"]]


def test_it_answers_a_price_question(channel):
    rule = make_rule(channel.workspace, REPLY)
    message = make_message(channel)
    decision = decided(message)
    call = PlatformCall.objects.get()
    assert (decision.outcome, call.verb, call.text) == ("acted", "reply", "Vanaf 25 euro!")
    assert call.cause == rule.version.cause
    [entry] = decision.results
    assert message.text[slice(*entry["spans"][0])] == "Wat kost"


def test_a_message_that_breaks_the_engine_holds_up_no_others(channel, monkeypatch):
    """Nobody knows such a message; the fault is put in where it would be: in the reading of one text."""
    make_rule(channel.workspace, REPLY)
    good, bad = make_message(channel), make_message(channel, "Wat kost \N{SNOWMAN}?")
    read = facts.views_of
    monkeypatch.setattr(facts, "views_of", lambda text: 1 / 0 if "\N{SNOWMAN}" in text else read(text))
    decide.decide_messages([good.pk, bad.pk], now=NOW)
    assert Decision.objects.get(message=good).outcome == "acted"
    assert Decision.objects.get(message=bad).reason == "internal_error"
    assert not Message.objects.awaiting_processing().exists()


def test_it_records_that_no_rule_matched(channel):
    make_rule(channel.workspace)
    decision = decided(make_message(channel, "Mooi weer"))
    assert (decision.outcome, decision.results) == ("no_match", [])


def test_it_decides_once_however_often_it_is_asked(channel):
    make_rule(channel.workspace)
    message = make_message(channel)
    for _ in range(3):
        decide.decide_messages([message.pk], now=NOW)
    assert (Decision.objects.count(), PlatformCall.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"is_own": True},
        {"kind": Kind.DIRECT, "is_own": True, "author": None, "thread_id": "42"},
        {"occurred_at": NOW - timedelta(days=31)},
        {"origin": Message.Origin.IMPORT},
        {"origin": Message.Origin.HISTORY},
    ],
    ids=["own comment", "echo", "older than the connection", "imported", "history"],
)
def test_it_never_acts_on(channel, fields):
    make_rule(channel.workspace, REPLY, HIDE | {"type": "label", "label": "x"})
    message = make_message(channel, **fields)
    decide.decide_messages([message.pk], now=NOW)
    assert message.processed_at is not None
    assert not PlatformCall.objects.exists()
    assert not RuleApplication.objects.exists()


def test_it_never_acts_on_an_edit(channel):
    make_rule(channel.workspace)
    message = make_message(channel, "Mooi!", external_id="c1")
    decide.decide_messages([message.pk], now=NOW)
    later = NOW + timedelta(minutes=1)
    edit = incoming("Wat kost dit?", external_id="c1", action=Action.EDIT, occurred_at=later)
    ingest(channel, [edit], now=later)
    decide.decide_messages([message.pk], now=later)
    assert not PlatformCall.objects.exists()


def test_it_answers_a_person_once_under_a_post(channel):
    make_rule(channel.workspace, REPLY)
    decided(make_message(channel))
    again = decided(make_message(channel))
    assert acts(again) == [("reply", "held_back", "cap_post")]
    assert again.outcome == "held_back"
    elsewhere = decided(make_message(channel, post=PostRef("another")))
    assert elsewhere.outcome == "acted"


def test_it_answers_a_person_a_few_times_a_day(channel):
    make_rule(channel.workspace, REPLY, limits={"per_person_per_day": 2})
    posts = [PostRef(f"p{number}") for number in range(3)]
    outcomes = [decided(make_message(channel, post=post)).outcome for post in posts]
    assert outcomes == ["acted", "acted", "held_back"]
    tomorrow = NOW + timedelta(days=1, minutes=1)
    message = make_message(channel, post=PostRef("p9"), occurred_at=tomorrow, now=tomorrow)
    assert decided(message, now=tomorrow).outcome == "acted"


def test_it_is_quiet_after_a_person_wrote(channel):
    make_rule(channel.workspace, REPLY, limits={"quiet_after_person_minutes": 60})
    first = make_message(channel, "Hallo")
    make_message(channel, "Dag!", is_own=True, parent_id=first.external_id)
    soon = make_message(channel, parent_id=first.external_id, occurred_at=NOW + timedelta(minutes=5))
    assert acts(decided(soon)) == [("reply", "held_back", "human_active")]
    later = NOW + timedelta(minutes=61)
    message = make_message(channel, parent_id=first.external_id, occurred_at=later, now=later)
    assert decided(message, now=later).outcome == "acted"


def test_it_is_quiet_while_a_persons_answer_is_under_way(channel):
    make_rule(channel.workspace, REPLY)
    message = make_message(channel)
    agent = make_member(channel.workspace)
    services.reply(message, "Ik zoek het op", by=Actor.person(agent))
    assert acts(decided(message)) == [("reply", "held_back", "human_active")]


def test_two_rules_send_one_private_reply(channel):
    make_rule(channel.workspace, PRIVATE)
    make_rule(channel.workspace, PRIVATE)
    decision = decided(make_message(channel))
    assert [state for _, state, _ in acts(decision)] == ["done", "held_back"]
    assert PlatformCall.objects.filter(verb="private_reply").count() == 1


def test_it_never_answers_in_public_what_an_earlier_rule_hid(channel):
    make_rule(channel.workspace, REPLY, name="answer first by position")
    make_rule(channel.workspace, HIDE, name="hide")
    decision = decided(make_message(channel))
    assert acts(decision) == [("hide", "done", ""), ("reply", "held_back", "hidden_earlier")]


def test_a_rule_can_stop_the_rules_after_it(channel):
    make_rule(channel.workspace, {"type": "label", "label": "price"}, stop_processing=True)
    make_rule(channel.workspace, REPLY)
    assert [kind for kind, _, _ in acts(decided(make_message(channel)))] == ["label"]


def test_shadow_only_records(channel):
    make_rule(channel.workspace, REPLY, HIDE | {"type": "resolve"}, mode=Mode.SHADOW)
    decision = decided(make_message(channel))
    assert decision.outcome == "shadow"
    assert decision.results[0]["acts"][0]["text"] == "Vanaf 25 euro!"
    assert not PlatformCall.objects.exists()
    assert Message.objects.get().conversation.status == "open"


def test_off_does_not_even_look(channel):
    make_rule(channel.workspace, mode=Mode.OFF)
    assert decided(make_message(channel)).results == []


def test_suggest_waits_for_a_person(channel):
    make_rule(channel.workspace, REPLY, mode=Mode.SUGGEST)
    message = make_message(channel)
    assert decided(message).outcome == "suggested"
    assert not PlatformCall.objects.exists()
    agent = Actor.person(make_member(channel.workspace))
    approve(Suggestion.objects.get(), text="Vanaf 26 euro!", by=agent)
    call = PlatformCall.objects.get()
    assert (call.text, call.actor) == ("Vanaf 26 euro!", "person")
    with pytest.raises(services.Refused):
        approve(Suggestion.objects.get(), by=agent)
    with pytest.raises(services.Refused):
        reject(Suggestion.objects.get(), by=agent)
    assert PlatformCall.objects.count() == 1


def test_the_kill_switches_stop_every_rule(channel):
    make_rule(channel.workspace)
    channel.is_automation_on = False
    channel.save()
    assert decided(make_message(channel)).reason == "kill_switch"
    assert not PlatformCall.objects.exists()


def test_an_edited_rule_acts_as_a_new_version_and_never_twice_on_a_message(channel):
    rule = make_rule(channel.workspace, REPLY)
    message = make_message(channel)
    decided(message)
    body = parse_body({"actions": [{"type": "reply", "variants": ["Nieuw"]}]})
    change_rule(rule, body=body, by=Actor.person(make_member(channel.workspace)))
    assert decide.decide_again(channel, [message.pk], now=NOW) == 1
    assert PlatformCall.objects.count() == 1
    other = make_message(channel, author=Author("77"))
    decided(other)
    assert PlatformCall.objects.latest("pk").cause == Rule.objects.get().version.cause
    assert Rule.objects.get().version.number == 2


def test_imported_messages_can_be_looked_at_on_request(channel):
    make_rule(channel.workspace, REPLY)
    message = make_message(channel, origin=Message.Origin.IMPORT)
    decide.decide_again(channel, [message.pk], now=NOW, at_most=Mode.SHADOW)
    assert Decision.objects.get().outcome == "shadow"
    assert not PlatformCall.objects.exists()


def test_it_says_what_a_platform_cannot_do():
    channel = make_channel(platform="generic")
    make_rule(channel.workspace, REPLY)
    assert acts(decided(make_message(channel))) == [("reply", "held_back", "unsupported_on_platform")]


def test_texts_are_filled_in_and_vary(channel):
    variants = ["Dag {{contact.handle}}", "Hoi {{ contact.name }} over {{post.title}}"]
    make_rule(channel.workspace, {"type": "reply", "variants": variants}, limits={"once_per_post": False})
    for number in range(6):
        decided(make_message(channel, author=Author(f"p{number}", handle="lotte", name="Lotte")))
    texts = list(PlatformCall.objects.order_by("pk").values_list("text", flat=True))
    assert set(texts) == {"Dag @lotte", "Hoi Lotte over Taart van de week"}
    assert all(text != before for before, text in pairwise(texts))


def test_the_delay_is_a_column(channel):
    make_rule(channel.workspace, REPLY, limits={"delay_min_seconds": 45, "delay_max_seconds": 180})
    decided(make_message(channel))
    delay = PlatformCall.objects.get().run_at - NOW
    assert timedelta(seconds=45) <= delay <= timedelta(seconds=180)


def test_rules_of_another_workspace_do_not_look(channel):
    make_rule(make_workspace())
    assert decided(make_message(channel)).outcome == "no_match"


def test_a_whole_batch_costs_few_queries_where_nothing_matches(channel, django_assert_max_num_queries):
    make_rule(channel.workspace)
    ids = [make_message(channel, "Mooi!", author=Author(f"p{i}")).pk for i in range(50)]
    with django_assert_max_num_queries(15):
        decide.decide_messages(ids, now=NOW)
    assert Decision.objects.count() == 50


@pytest.mark.parametrize("mode", [Mode.LIVE, Mode.SUGGEST])
def test_a_saved_reply_that_became_private_never_goes_out_in_public(channel, mode):
    workspace = channel.workspace
    saved = SavedReply.objects.create(
        workspace=workspace, name="Code", text="Hoi {{contact.handle}}, code 25"
    )
    make_rule(workspace, {"type": "reply", "saved_replies": ["Code"]}, mode=mode)
    SavedReply.objects.filter(pk=saved.pk).update(is_private_only=True)
    message = make_message(channel)
    decide.decide_messages([message.pk], now=NOW)
    [act] = Decision.objects.get().results[0]["acts"]
    assert (act["state"], act["reason"]) == ("held_back", "text_empty")
    assert not PlatformCall.objects.exists()
    assert not Suggestion.objects.exists()
