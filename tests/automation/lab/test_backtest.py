"""A rule tried on stored messages: what it would have matched, said and met."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from accounts.audit import Actor
from automation.lab.report import LARGEST_BYTES
from automation.lab.tally import MOST_SAMPLES
from automation.models import Mode
from automation.services import InvalidRule, parse_body, save_list
from inbox import services
from inbox.ingest import ingest
from inbox.models import Message, PlatformCall
from inbox.services import Refused
from platforms.base import Action, Author, PostRef
from tests.automation.lab.conftest import of_rule
from tests.factories import NOW, incoming, make_channel, make_rule, make_workspace

HIDE = {"type": "hide"}
SCAM = {"all": [{"type": "text", "words": ["scam"]}]}
REPLY = {"type": "reply", "variants": ["Vanaf 25 euro, {{contact.handle}}!"]}


def test_it_counts_messages_matches_and_days(workspace, write, backtest):
    write(["Wat kost dit?", "Mooi!", "De prijs?", "Dag"])
    job = backtest(make_rule(workspace))
    assert (job.status, job.done, job.total) == ("done", 4, 4)
    assert (job.result["messages"], job.result["matched"]) == (4, 2)
    assert sum(matched for _, _, matched in job.result["by_day"]) == 2
    assert of_rule(job)["matches"] == 2
    assert job.state == {}


def test_it_counts_a_day_as_the_workspace_does(workspace, write, backtest):
    """23:30 in UTC is the next day in Amsterdam."""
    write(["prijs"], occurred_at=NOW.replace(day=1, hour=23, minute=30))
    assert backtest(make_rule(workspace)).result["by_day"] == [["2026-03-02", 1, 1]]


def test_it_shows_samples_with_what_was_found_and_what_would_be_said(workspace, write, backtest):
    (message,) = write(["Zeg, wat kost deze taart?"])
    (sample,) = backtest(make_rule(workspace, REPLY)).result["samples"]
    (rule,) = sample["rules"]
    assert (sample["message"], sample["text"]) == (message.pk, "Zeg, wat kost deze taart?")
    assert [sample["text"][start:end] for start, end in rule["spans"]] == ["wat kost"]
    assert rule["acts"] == [{"type": "reply", "state": "would", "text": "Vanaf 25 euro, @person0!"}]
    assert sample["happened"] == {"visibility": "visible"}


def test_it_keeps_a_bounded_report(workspace, write, backtest):
    write(["prijs " + "x" * 5_000 for _ in range(MOST_SAMPLES + 30)])
    job = backtest(make_rule(workspace))
    assert len(job.result["samples"]) == MOST_SAMPLES
    assert len(json.dumps(job.result)) <= LARGEST_BYTES


def test_it_looks_at_the_days_that_were_asked_for(workspace, write, backtest):
    write(["prijs"], occurred_at=NOW - timedelta(days=10))
    write(["prijs"], occurred_at=NOW - timedelta(days=3))
    rule = make_rule(workspace)
    assert [backtest(rule, days=days).result["matched"] for days in (1, 7, 30)] == [0, 1, 2]


def test_it_has_nothing_to_say_of_an_empty_history(workspace, backtest):
    job = backtest(make_rule(workspace))
    assert (job.status, job.result["messages"], job.result["samples"]) == ("done", 0, [])
    assert of_rule(job)["precision"] == {}


def test_it_sees_a_message_as_it_was_written_before_any_edit(workspace, channel, write, backtest):
    (message,) = write(["Wat kost dit?"])
    edit = incoming(
        "Laat maar",
        external_id=message.external_id,
        action=Action.EDIT,
        occurred_at=NOW + timedelta(minutes=1),
    )
    ingest(channel, [edit], now=NOW + timedelta(minutes=2))
    assert backtest(make_rule(workspace)).result["samples"][0]["text"] == "Wat kost dit?"


def test_it_says_how_many_messages_are_gone_with_their_words(workspace, channel, write, backtest):
    message, _ = write(["Wat kost dit?", "prijs"])
    ingest(channel, [incoming("", external_id=message.external_id, action=Action.REMOVE)], now=NOW)
    job = backtest(make_rule(workspace))
    assert (job.result["gone"], job.result["messages"], job.result["matched"]) == (1, 1, 1)
    assert job.done == 2


def test_it_tries_a_body_that_nobody_saved(workspace, write, backtest):
    write(["prijs", "scam", "scam"])
    body = parse_body({"conditions": SCAM, "actions": [HIDE]})
    rule = make_rule(workspace)
    assert of_rule(backtest(body=body))["name"] == "Unsaved rule"
    assert of_rule(backtest(rule, body=body)) | {"precision": {}} == {
        "rule": rule.pk,
        "name": rule.name,
        "matches": 2,
        "per_day": 0.07,
        "acts": {"hide": {"would": 2, "held_back": {}}},
        "precision": {},
    }


def test_it_tries_the_rule_as_it_was_when_the_backtest_began(workspace, write, manager, backtest):
    """Its words may change while the work waits in the queue, and so may its lists."""
    from automation.lab.backtests import start_backtest
    from tests.automation.lab.conftest import UNTIL, finish

    by = Actor.person(manager)
    write(["scam", "spam"])
    save_list(workspace, name="bad", entries=[{"text": "scam"}], exceptions=[], note="", by=by)
    rule = make_rule(workspace, HIDE, conditions={"all": [{"type": "word_list", "list": "bad"}]})
    job = start_backtest(workspace, rule=rule, until=UNTIL, by=by)
    save_list(workspace, name="bad", entries=[{"text": "nothing"}], exceptions=[], note="", by=by)
    assert finish(job).result["matched"] == 1


def test_it_asks_the_database_only_where_the_words_leave_it_open(workspace, write, backtest, monkeypatch):
    from automation.lab import asking

    loaded = []
    load = asking.load
    monkeypatch.setattr(asking, "load", lambda rows: loaded.extend(rows) or load(rows))
    write(["prijs", "mooi", "prijs"])
    first = {"all": [{"type": "text", "words": ["prijs"]}, {"type": "flag", "of": "first_time"}]}
    assert backtest(make_rule(workspace, conditions=first)).result["matched"] == 2
    assert [row.text for row in loaded] == ["prijs", "prijs"]


def test_it_rests_outside_the_rules_schedule(workspace, write, backtest):
    write(["prijs"])
    rule = make_rule(workspace, schedule={"weekdays": ["sun"]})
    assert of_rule(backtest(rule))["acts"]["reply"] == {"would": 0, "held_back": {"outside_hours": 1}}


def test_it_looks_only_where_the_rule_looks(workspace, write, backtest):
    other = make_channel(workspace, connected_at=NOW - timedelta(days=400))
    ingest(other, [incoming("prijs")], now=NOW)
    write(["prijs", "prijs"])
    job = backtest(make_rule(workspace, scope={"channels": [other.pk]}))
    assert (job.total, job.result["matched"]) == (1, 1)


def test_it_replays_the_limits_on_answers(workspace, channel, backtest):
    author, post = Author("42", handle="lotte"), PostRef("17950000000000011", title="Taart")
    items = [
        incoming("prijs", author=author, post=post, occurred_at=NOW - timedelta(minutes=60 - place))
        for place in range(5)
    ]
    ingest(channel, items, now=NOW)
    job = backtest(make_rule(workspace))
    assert of_rule(job)["acts"]["reply"] == {"would": 1, "held_back": {"cap_post": 4}}
    assert job.result["held_back"] == {"cap_post": 4}
    assert job.result["caps_are_approximate"] is False


def test_it_keeps_quiet_after_one_of_us_wrote(workspace, channel, write, backtest):
    first, _ = write(["Hallo", "prijs"], parent_id="thread-1")
    own = incoming(
        "Hoi!",
        is_own=True,
        author=None,
        parent_id="thread-1",
        occurred_at=first.sent_at + timedelta(minutes=5),
    )
    ingest(channel, [own], now=NOW)
    assert of_rule(backtest(make_rule(workspace)))["acts"]["reply"]["held_back"] == {"human_active": 1}


def test_it_does_not_answer_what_an_earlier_rule_hides(workspace, write, backtest):
    write(["prijs"])
    make_rule(workspace, HIDE, name="Hide")
    make_rule(workspace, name="Answer")
    job = backtest()
    acts = {rule["name"]: rule["acts"] for rule in job.result["rules"]}
    assert acts["Answer"]["reply"] == {"would": 0, "held_back": {"hidden_earlier": 1}}
    assert acts["Hide"]["hide"]["would"] == 1


def test_it_stops_where_a_rule_stops_the_others(workspace, write, backtest):
    write(["prijs"])
    make_rule(workspace, {"type": "label", "label": "a"}, stop_processing=True, name="First")
    make_rule(workspace, name="Second")
    acts = {rule["name"]: rule["acts"] for rule in backtest().result["rules"]}
    assert acts == {"First": {"label": {"would": 1, "held_back": {}}}, "Second": {}}


def test_it_tries_only_rules_in_use_and_about_new_messages(workspace, write, backtest):
    write(["prijs"])
    make_rule(workspace, mode=Mode.OFF)
    make_rule(workspace, {"type": "note", "text": "!"}, trigger="edited")
    used = make_rule(workspace)
    assert [rule["rule"] for rule in backtest().result["rules"]] == [used.pk]


def test_it_compares_with_what_people_hid(workspace, write, manager, backtest):
    by = Actor.person(manager)
    right, _wrong, missed, _plain = write(["scam", "scam?", "a trick", "mooi"])
    for message in (right, missed):
        services.hide(message, by=by)
    overlap = backtest(make_rule(workspace, HIDE, conditions=SCAM)).result["overlap"]["moderate"]
    assert (overlap["both"], overlap["rule_only"], overlap["people_only"]) == (1, 1, 1)
    assert overlap["precision"] == {"count": 1, "n": 2, "value": 0.5, "low": 0.0945, "high": 0.9055}
    assert overlap["recall"]["value"] == 0.5


def test_it_takes_a_persons_last_word(workspace, write, manager, backtest):
    by = Actor.person(manager)
    (message,) = write(["scam"])
    services.hide(message, by=by)
    Message.objects.update(visibility="hidden")
    message.refresh_from_db()
    services.unhide(message, by=by)
    assert (
        backtest(make_rule(workspace, HIDE, conditions=SCAM)).result["overlap"]["moderate"]["rule_only"] == 1
    )


def test_it_does_not_ask_people_about_what_a_rule_hid(workspace, write, backtest):
    (message,) = write(["scam"])
    services.hide(message, by=Actor.rule("rule 1 v1"))
    job = backtest(make_rule(workspace, HIDE, conditions=SCAM))
    assert of_rule(job)["precision"] == {}
    assert job.result["samples"][0]["happened"]["by_rule"] == "hide"


def test_it_compares_with_what_people_answered(workspace, channel, write, backtest):
    answered, _ = write(["prijs", "prijs"])
    own = incoming(
        "25 euro",
        is_own=True,
        author=None,
        parent_id=answered.external_id,
        occurred_at=answered.sent_at + timedelta(minutes=5),
    )
    ingest(channel, [own], now=NOW)
    job = backtest(make_rule(workspace))
    assert of_rule(job)["precision"]["answer"]["value"] == 0.5
    assert job.result["overlap"]["answer"]["recall"]["value"] == 1


def test_it_names_rules_that_want_the_contrary(workspace, write, backtest):
    write(["prijs, scam", "prijs", "scam"])
    hiding = make_rule(workspace, HIDE, conditions=SCAM, name="Hide")
    answering = make_rule(workspace, name="Answer")
    for job in (backtest(answering), backtest()):
        (conflict,) = job.result["conflicts"]
        assert {conflict["rule"], conflict["other"]} == {hiding.pk, answering.pk}
        assert conflict["count"] == 1
        assert conflict["sample"]["text"] == "prijs, scam"


def test_it_refuses_what_cannot_be_tried(workspace, manager, backtest):
    rule = make_rule(workspace)
    for wish in ({"days": 0}, {"days": 366}):
        with pytest.raises(Refused, match="1 to 365 days"):
            backtest(rule, **wish)
    with pytest.raises(Refused, match="about new messages"):
        backtest(make_rule(workspace, {"type": "note", "text": "!"}, trigger="edited"))
    strange = parse_body({"actions": [HIDE], "scope": {"channels": [make_channel().pk]}})
    with pytest.raises(InvalidRule, match="No such channel"):
        backtest(body=strange)


def test_it_refuses_to_try_a_set_without_rules(backtest):
    with pytest.raises(Refused, match="No rule"):
        backtest()


def test_it_knows_nothing_of_other_workspaces(workspace, write, backtest):
    other = make_channel(make_workspace(), connected_at=NOW - timedelta(days=400))
    ingest(other, [incoming("prijs", author=Author("9"))], now=NOW)
    write(["prijs"])
    job = backtest(make_rule(workspace))
    assert (job.total, job.result["matched"]) == (1, 1)
    assert not PlatformCall.objects.exists()
