"""What a person reads who asks why: also what almost happened, and who switched the rule on."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from accounts.audit import Actor
from automation.decide import decide_messages
from automation.models import Mode
from automation.services import change_rule
from inbox.models import Message
from tests.factories import PRICE, make_message, make_rule
from tests.web.conftest import HTMX, Cast

SCAM = {"type": "text", "op": "any", "words": ["scam"]}


def decided(cast: Cast, text: str) -> Message:
    message = make_message(cast.channel, text)
    decide_messages([message.pk], now=timezone.now())
    return message


def panel(client: Client, cast: Cast, message: Message) -> str:
    return client.get(cast.url(f"messages/{message.pk}/decision/"), **HTMX).content.decode()


def test_it_tells_which_rules_almost_acted(cast: Cast, bob: Client) -> None:
    make_rule(cast.workspace, {"type": "hide"}, conditions={"all": [SCAM]}, name="Scams go")
    make_rule(cast.workspace, {"type": "hide"}, conditions={"all": [SCAM], "none": [PRICE]}, name="Not asked")
    make_rule(cast.workspace, {"type": "hide"}, conditions={"all": [PRICE]}, name="Far away")
    message = decided(cast, "What a scam, wat kost dit")
    page = panel(bob, cast, message)
    near = page[page.index("Almost acted") :]
    assert "Not asked" in near
    assert "wat kost" in near
    assert "Scams go" not in near
    message = decided(cast, "What a lovely cake")
    assert "Almost acted" not in panel(bob, cast, message)


def test_it_guesses_nothing_once_the_rules_have_changed(cast: Cast, bob: Client) -> None:
    rule = make_rule(cast.workspace, {"type": "hide"}, conditions={"all": [SCAM], "none": [PRICE]})
    message = decided(cast, "What a scam, wat kost dit")
    assert "Almost acted" in panel(bob, cast, message)
    change_rule(rule, mode=Mode.OFF, by=Actor.person(cast.alice))
    assert "Almost acted" not in panel(bob, cast, message)


def test_it_tells_who_switched_the_rule_on(cast: Cast, bob: Client) -> None:
    rule = make_rule(cast.workspace, {"type": "hide"}, conditions={"all": [SCAM]}, mode=Mode.SHADOW)
    change_rule(rule, mode=Mode.SUGGEST, by=Actor.person(cast.alice))
    page = panel(bob, cast, decided(cast, "What a scam"))
    assert f"Switched to this by <bdi>{cast.alice}</bdi>" in page


def test_it_costs_no_more_for_many_rules(cast: Cast, bob: Client, django_assert_max_num_queries) -> None:
    def add(number: int) -> Message:
        for _ in range(number):
            make_rule(cast.workspace, {"type": "hide"}, conditions={"all": [SCAM], "none": [PRICE]})
            make_rule(cast.workspace, {"type": "hide"}, conditions={"all": [SCAM]})
        return decided(cast, "What a scam, wat kost dit")

    message = add(1)
    with django_assert_max_num_queries(22) as few:
        panel(bob, cast, message)
    message = add(8)
    with django_assert_max_num_queries(len(few) + 1):  # the rules are compiled anew
        assert panel(bob, cast, message).count("version 1") > 8
