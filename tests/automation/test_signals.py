"""Every signal of the vocabulary, on stored messages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.audit import Actor
from automation.engine.ruleset import RuleSpec, compile_rules
from automation.gather import LOADED, gather
from automation.schema import RuleBody
from automation.schema.signals import CHOICES, FLAGS, NUMBERS, SCORES
from inbox import services
from inbox.models import Message
from platforms.base import Attachment, Author, Kind, PostRef
from tests.factories import NOW, make_channel, make_member, make_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    return make_channel(group="winkels")


def asked(message: Message, **condition):
    body = RuleBody.model_validate({"conditions": {"all": [condition]}, "actions": [{"type": "resolve"}]})
    ruleset = compile_rules([RuleSpec(1, "rule", body)], {})
    [facts] = gather([Message.objects.select_related(*LOADED).get(pk=message.pk)], ruleset.index, at=NOW)
    return ruleset.rules[0].ask(facts)


def flag(message, name):
    return asked(message, type="flag", of=name).value


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("only_emoji", "😍😍 !", True),
        ("only_emoji", "Mooi 😍", False),
        ("only_emoji", "...", False),
        ("only_mentions", "@anna @bert ❤️", True),
        ("only_mentions", "@anna@bert", False),
        ("only_mentions", "@anna how much?", False),
        ("has_email", "Mail me: jan@example.org", True),
        ("has_email", "@jan at home", False),
        ("has_phone", "Bel 06-12345678", True),
        ("has_phone", "Het kost 12,50 op 12-03-2026", False),
        ("all_caps", "DIT IS SCHANDE", True),
        ("all_caps", "OK!", False),
        ("all_caps", "Dit niet", False),
        ("repeated_characters", "Zoooo mooi", True),
        ("repeated_characters", "Wat!!!", True),
        ("repeated_characters", "Mooie foto's", False),
        ("question", "Zijn jullie zondag open", True),
        ("question", "How lovely!", False),
        ("question", "Kostet das viel? Danke", True),
        ("question", "c'est combien ？", True),
        ("question", "¿Cuánto cuesta", True),
        ("question", "Mooie taart", False),
        ("question", "https://example.org/?a=b", False),
    ],
)
def test_it_sees_what_a_text_looks_like(channel, name, text, expected):
    assert flag(make_message(channel, text), name) is expected


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("team", "is_team", True),
        ("vip", "is_vip", True),
        ("approved", "is_approved", True),
    ],
)
def test_it_knows_the_contact(channel, name, field, value):
    message = make_message(channel)
    assert flag(message, name) is False
    contact = message.identity.contact
    setattr(contact, field, value)
    contact.save()
    assert flag(message, name) is True


@pytest.mark.parametrize(
    ("name", "field", "value", "expected"),
    [
        ("blocked", "blocked_at", NOW, True),
        ("opted_out", "opted_out_at", NOW, True),
        ("verified", "is_verified", None, None),
        ("verified", "is_verified", False, False),
        ("no_picture", "has_picture", None, None),
        ("no_picture", "has_picture", True, False),
        ("no_picture", "has_picture", False, True),
    ],
)
def test_it_knows_the_person_on_the_platform(channel, name, field, value, expected):
    message = make_message(channel)
    setattr(message.identity, field, value)
    message.identity.save()
    assert flag(message, name) is expected


def test_it_knows_the_place(channel):
    top = make_message(channel)
    reply = make_message(channel, parent_id=top.external_id)
    ad = make_message(channel, post=PostRef("ad", is_ad=True))
    assert [flag(each, "reply") for each in (top, reply)] == [False, True]
    assert [flag(each, "ad") for each in (top, ad)] == [False, True]


def test_it_knows_who_wrote_for_the_first_time(channel):
    first = make_message(channel, occurred_at=NOW - timedelta(minutes=5))
    second = make_message(channel)
    assert [flag(first, "first_time"), flag(second, "first_time")] == [True, False]
    assert asked(second, type="number", of="previous_messages", op="=", value=1).value


def test_it_knows_how_a_conversation_stands(channel):
    agent = make_member(channel.workspace)
    by = Actor.person(agent)
    message = make_message(channel)
    for name in ("assigned", "answered_by_person", "answered_by_rule", "suggestion_open"):
        assert flag(message, name) is False, name
    services.assign([message.conversation], agent, by=by)
    make_message(channel, "Hoi!", parent_id=message.external_id, is_own=True)
    assert flag(message, "assigned")
    assert flag(message, "answered_by_person")
    services.reply(message, "Van een regel", by=Actor.rule("rule 1 v1"))
    assert flag(message, "answered_by_rule")


def test_it_knows_whether_the_shop_is_open(channel):
    assert flag(make_message(channel), "business_hours") is True  # a Monday at noon
    channel.workspace.business_hours = {}
    channel.workspace.save()
    assert flag(make_message(channel), "business_hours") is False


def test_it_knows_whether_the_window_is_open(channel):
    fresh = make_message(channel, kind=Kind.DIRECT)
    assert flag(fresh, "reply_window_open") is True
    fresh.conversation.reply_window_ends_at = NOW
    fresh.conversation.save()
    assert flag(fresh, "reply_window_open") is False


@pytest.mark.parametrize(
    ("of", "amount"),
    [("words", 5), ("characters", 32), ("emoji", 1), ("mentions", 1), ("links", 1)],
)
def test_it_counts_in_the_text(channel, of, amount):
    message = make_message(channel, "Kijk @anna op example.org voor 😍")
    assert asked(message, type="number", of=of, op="=", value=amount).reason.endswith(f" {amount}")


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [("<", 100, False), ("<=", 100, True), ("=", 100, True), (">=", 101, False), (">", 99, True)],
)
def test_it_compares_followers(channel, op, value, expected):
    message = make_message(channel)
    assert asked(message, type="number", of="followers", op=op, value=value).value is None
    message.identity.followers = 100
    message.identity.save()
    assert asked(message, type="number", of="followers", op=op, value=value).value is expected


def test_it_knows_ages(channel):
    message = make_message(channel)
    message.identity.account_created_at = NOW - timedelta(days=3)
    message.identity.save()
    message.conversation.post.published_at = NOW - timedelta(hours=5)
    message.conversation.post.save()
    assert asked(message, type="number", of="account_age_days", op="=", value=3).value
    assert asked(message, type="number", of="post_age_hours", op="=", value=5).value


def test_it_remembers_who_was_hidden_before(channel):
    earlier = make_message(channel, occurred_at=NOW - timedelta(days=2))
    Message.objects.filter(pk=earlier.pk).update(visibility="hidden")
    assert asked(make_message(channel), type="number", of="previously_hidden", op=">=", value=1).value


@pytest.mark.parametrize(
    ("of", "value"),
    [
        ("language", "nl"),
        ("channel_group", "winkels"),
        ("post", "17950000000000011"),
        ("status", "open"),
        ("weekday", "mon"),
        ("hashtag", "taart"),
        ("media", "image"),
    ],
)
def test_it_knows_which(channel, of, value):
    message = make_message(channel, "Hoeveel kost deze heerlijke #taart", attachments=(Attachment("image"),))
    assert asked(message, type="one_of", of=of, **{"in": [value]}).value is True
    assert asked(message, type="one_of", of=of, op="not_in", **{"in": [value]}).value is False


def test_it_knows_the_channel_and_the_sentiment(channel):
    message = make_message(channel)
    assert asked(message, type="one_of", of="channel", **{"in": [str(channel.pk)]}).value
    assert asked(message, type="one_of", of="sentiment", **{"in": ["negative"]}).value is None
    services.set_sentiment(message, "negative", by=Actor.person(make_member(channel.workspace)))
    assert asked(message, type="one_of", of="sentiment", **{"in": ["negative"]}).value


def test_it_knows_labels_of_conversation_person_and_post(channel):
    by = Actor.person(make_member(channel.workspace))
    message = make_message(channel)
    services.label([message.conversation], "a", by=by)
    services.label_contact(message.identity.contact, "b", by=by)
    services.label_post(message.conversation.post, "c", by=by)
    for of, name in (("label", "a"), ("author_label", "b"), ("post_label", "c")):
        assert asked(message, type="one_of", of=of, **{"in": [name]}).value is True
        assert asked(message, type="one_of", of=of, **{"in": ["other"]}).value is False


@pytest.mark.parametrize("near", [True, False])
def test_it_recognises_a_raid(channel, near):
    for number in range(3):
        make_message(
            channel,
            f"Boycot deze zaak!!{' @x' if near else ''}",
            author=Author(f"r{number}", handle=f"r{number}"),
            occurred_at=NOW - timedelta(minutes=number),
        )
    last = make_message(channel, "BOYCOT deze zaak" if near else "boycot DEZE zaak!!")
    condition = {"type": "same_text", "by": "others", "within_minutes": 10, "near": near}
    assert asked(last, at_least=3, **condition).value is True
    assert asked(last, at_least=4, **condition).value is False


def test_it_recognises_somebody_who_repeats_himself(channel):
    for number in (2, 1):
        make_message(channel, "Kijk op mijn profiel", occurred_at=NOW - timedelta(minutes=number))
    last = make_message(channel, "kijk op mijn profiel!!!")
    assert asked(last, type="same_text", by="author", at_least=2, within_minutes=10).value
    assert asked(last, type="author_rate", at_least=3, within_minutes=10).value
    assert asked(last, type="author_rate", at_least=4, within_minutes=10).value is False


def test_hearts_are_no_raid(channel):
    for number in range(5):
        make_message(channel, "❤️❤️", author=Author(f"r{number}", handle=f"r{number}"))
    last = make_message(channel, "❤️❤️")
    assert not asked(last, type="same_text", by="others", at_least=1, within_minutes=10).value


@pytest.mark.parametrize(
    ("op", "domains", "expected"),
    [
        ("in", ["example.org"], True),
        ("in", ["ample.org"], False),
        ("not_in", ["example.org"], False),
        ("not_in", ["ours.nl"], True),
    ],
)
def test_it_knows_where_a_link_goes(channel, op, domains, expected):
    message = make_message(channel, "Kijk op https://shop.example.org/a")
    outcome = asked(message, type="link_domain", op=op, domains=domains)
    assert outcome.value is expected
    assert all(message.text[slice(*span)].startswith("https") for span in outcome.spans)


@pytest.mark.parametrize("field", ["author", "post", "parent"])
def test_it_reads_other_texts(channel, field):
    koekjes = {
        "author": Author("1", handle="koekjes", name="koekjes"),
        "post": PostRef("p", title="koekjes"),
    }
    top = make_message(channel, "De koekjes", **koekjes)
    message = make_message(channel, "Ja", parent_id=top.external_id, **koekjes)
    condition = {"type": "text", "words": ["koekjes"], "field": field}
    outcome = asked(message, **condition)
    assert (outcome.value, outcome.spans) == (True, ())
    if field == "parent":
        assert asked(top, **condition).value is None


def test_a_date_is_the_workspaces_own(channel):
    channel.workspace.timezone = "Pacific/Auckland"
    channel.workspace.save()
    message = make_message(channel)  # 2 March at noon in London is 3 March there
    assert asked(message, type="date_range", **{"from": "2026-03-03", "to": "2026-03-03"}).value


@pytest.mark.parametrize("of", list(SCORES))
def test_a_score_without_a_model_is_unknown(channel, of):
    outcome = asked(make_message(channel), type="score", of=of, at_least=0)
    assert outcome.value is None
    assert outcome.reason.startswith("signal_missing")


def test_every_signal_of_the_vocabulary_is_answered(channel):
    """One that is offered and never gathered would be a condition that can never be met."""
    message = make_message(channel, "Hoeveel kost dit, jan@example.org?")
    message.identity.followers = 1
    message.identity.is_verified = message.identity.has_picture = True
    message.identity.account_created_at = NOW
    message.identity.save()
    message.conversation.post.published_at = NOW
    message.conversation.post.save()
    Message.objects.filter(pk=message.pk).update(sentiment="neutral")
    conditions = [{"type": "flag", "of": name} for name in FLAGS]
    conditions += [{"type": "number", "of": name, "op": ">", "value": 0} for name in NUMBERS]
    conditions += [
        {"type": "one_of", "of": name, "in": [next(iter(signal.choices), "x")]}
        for name, signal in CHOICES.items()
    ]
    for condition in conditions:
        assert asked(message, **condition).value is not None, condition
