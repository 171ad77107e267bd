"""“Leave this alone next time.”"""

from __future__ import annotations

import pytest
from django.test import Client

from automation.decide import decide_messages
from automation.models import Rule, WordList
from automation.review.exceptions import offer_for, surrounding, with_exception
from automation.services import parse_body
from inbox.models import Message
from tests.factories import NOW, PRICE, make_message, make_rule
from tests.web.conftest import HTMX, Cast
from tests.web.review.conftest import HOLD, hold


@pytest.mark.parametrize(
    ("text", "word", "phrase"),
    [
        ("I live in Scunthorpe, UK", "cunt", "Scunthorpe"),
        ("My crypto-cake was great", "crypto", "crypto-cake"),
        ("What a scam this is", "scam", "a scam this"),
        ("scam", "scam", "scam"),
        ("scam alert", "scam", "scam alert"),
        ("  So s c a m m y!  ", "s c a m", "So s c a m m"),
    ],
)
def test_it_takes_the_words_around_a_hit(text: str, word: str, phrase: str) -> None:
    start = text.index(word)
    assert surrounding(text, (start, start + len(word))) == phrase


def test_it_offers_the_list_whose_word_was_hit_and_the_rule(
    cast: Cast, holding: Rule, scams: WordList
) -> None:
    offer = offer_for(hold(cast, "my crypto-cake"))
    assert offer is not None
    assert offer.phrase == "crypto-cake"
    assert [target.value for target in offer.targets] == [f"list:{scams.pk}", f"rule:{holding.pk}"]


def test_it_offers_nothing_where_no_rule_is_on_record(cast: Cast) -> None:
    assert offer_for(cast.message) is None


def add(client: Client, cast: Cast, message: Message, target: str, phrase: str) -> str:
    form = {"case": message.pk, "target": target, "phrase": phrase}
    return client.post(cast.url("review/exception/"), form, **HTMX).content.decode()


@pytest.mark.parametrize("where", ["list", "rule"])
def test_it_leaves_the_phrase_alone_from_then_on(
    cast: Cast, log_in, holding: Rule, scams: WordList, where: str
) -> None:
    message = hold(cast, "my crypto-cake")
    target = f"list:{scams.pk}" if where == "list" else f"rule:{holding.pk}"
    assert "leaves “crypto-cake” alone" in add(log_in(cast.alice), cast, message, target, " crypto-cake ")
    spared, caught = make_message(cast.channel, "A Crypto-cake!"), make_message(cast.channel, "crypto here")
    decide_messages([spared.pk, caught.pk], now=NOW)
    assert not spared.rule_applications.exists()
    assert caught.rule_applications.exists()


def test_it_refuses_an_agent(cast: Cast, bob: Client, holding: Rule) -> None:
    message = hold(cast, "my crypto-cake")
    form = {"case": message.pk, "target": f"rule:{holding.pk}", "phrase": "x"}
    assert bob.post(cast.url("review/exception/"), form, **HTMX).status_code == 403


@pytest.mark.parametrize("phrase", ["", "*", "x" * 5000])
def test_it_says_what_is_wrong_with_a_phrase(
    cast: Cast, log_in, holding: Rule, scams: WordList, phrase: str
) -> None:
    message = hold(cast, "my crypto-cake")
    shown = add(log_in(cast.alice), cast, message, f"list:{scams.pk}", phrase)
    assert 'role="alert"' in shown
    assert 'id="exception"' in shown


def test_it_does_not_reach_lists_and_rules_of_another_workspace(cast: Cast, log_in, scams: WordList) -> None:
    client = log_in(cast.charlie)
    own = cast.charlie.memberships.get().workspace
    message = make_message()
    Message.objects.filter(pk=message.pk).update(workspace=own)
    form = {"case": message.pk, "target": f"list:{scams.pk}", "phrase": "x"}
    shown = client.post(f"/w/{own.slug}/review/exception/", form, **HTMX).content.decode()
    assert "no longer there" in shown
    scams.refresh_from_db()
    assert scams.version.exceptions == []


def test_it_adds_to_the_words_that_a_rule_excludes_already(cast: Cast) -> None:
    word = {"type": "text", "op": "any", "words": ["refund"]}
    rule = make_rule(cast.workspace, HOLD, conditions={"all": [PRICE], "none": [word]})
    body = with_exception(rule.version.parsed(), "free price")
    assert [leaf.words for leaf in body.conditions.none] == [["refund", "free price"]]
    assert parse_body(body.model_dump(mode="json", by_alias=True)) == body
