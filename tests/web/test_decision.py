from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from automation import panels
from automation.decide import decide_messages
from automation.models import Mode
from automation.reasons import REASONS
from inbox.ingest import ingest
from inbox.models import PlatformCall
from platforms.base import Action
from platforms.errors import PlatformError
from tests.factories import NOW, incoming, make_message, make_rule
from tests.web.conftest import HTMX, Cast

HIDE = {"type": "hide"}
SCAM = {"type": "text", "op": "any", "words": ["scam"]}


def decide(cast: Cast, text: str, **fields: object):
    message = make_message(cast.channel, text, **fields)
    decide_messages([message.pk], now=NOW)
    return message


def panel(client: Client, cast: Cast, message) -> str:
    return client.get(cast.url(f"messages/{message.pk}/decision/"), **HTMX).content.decode()


def test_it_shows_which_rule_acted_why_and_what_came_of_it(cast: Cast, bob: Client) -> None:
    rule = make_rule(cast.workspace, HIDE, conditions={"all": [SCAM]})
    message = decide(cast, "What a SCAM this is")
    call = message.platform_calls.get()
    page = panel(bob, cast, message)
    assert "<b>Acted</b>" in page
    assert rule.name in page
    assert "version 1" in page
    assert "What a <mark>SCAM</mark> this is" in page
    assert "Hide the comment</b>: Done." in page
    assert f'<a href="#call-{call.pk}">Platform call: Waiting</a>' in page
    PlatformCall.objects.update(status="failed", error_code="forbidden")
    assert "Platform call: Failed</a>: The connected account may not do this." in panel(bob, cast, message)


@pytest.mark.parametrize(
    ("mode", "outcome", "says"),
    [
        (Mode.SHADOW, "Would have acted", "it only records what it would do"),
        (Mode.SUGGEST, "Suggested", "a person decides"),
    ],
)
def test_it_says_in_words_why_nothing_was_done(
    cast: Cast, bob: Client, mode: Mode, outcome: str, says: str
) -> None:
    make_rule(cast.workspace, HIDE, mode=mode, conditions={"all": [SCAM]})
    page = panel(bob, cast, decide(cast, "a scam"))
    assert outcome in page
    assert says in page


def test_it_says_that_no_rule_matched(cast: Cast, bob: Client) -> None:
    assert "<b>No rule matched</b>" in panel(bob, cast, decide(cast, "Lekker!"))


def test_it_says_when_automation_was_off(cast: Cast, bob: Client) -> None:
    type(cast.channel).objects.update(is_automation_on=False)
    assert "Automation is switched off" in panel(bob, cast, decide(cast, "Lekker!"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Not decided yet"),
        ({"origin": "import"}, "The message was imported"),
        ({"origin": "history"}, "from before the channel was connected"),
        ({"is_own": True, "author": None}, "The channel itself wrote this"),
    ],
)
def test_it_says_why_there_is_no_decision(cast: Cast, bob: Client, fields, says: str) -> None:
    assert says in panel(bob, cast, make_message(cast.channel, **fields))


def test_it_marks_the_words_in_the_text_that_was_there(cast: Cast, bob: Client) -> None:
    make_rule(cast.workspace, HIDE, mode=Mode.SHADOW)
    message = decide(cast, "Eh, wat kost dat?")
    edit = incoming(
        "Never mind",
        action=Action.EDIT,
        external_id=message.external_id,
        occurred_at=NOW + timedelta(hours=1),
    )
    ingest(cast.channel, [edit], now=NOW + timedelta(hours=1))
    assert "Eh, <mark>wat kost</mark> dat?" in panel(bob, cast, message)


@pytest.mark.parametrize(
    ("spans", "pieces"),
    [
        ([], [("hello", False)]),
        ([[0, 2], [1, 3]], [("hel", True), ("lo", False)]),
        ([[-5, 1], [4, 99]], [("h", True), ("ell", False), ("o", True)]),
        ([[3, 1]], [("hello", False)]),
    ],
)
def test_it_cuts_a_text_at_its_spans(spans: list[list[int]], pieces: list[tuple[str, bool]]) -> None:
    assert panels.highlighted("hello", spans) == pieces


def test_it_is_a_page_of_its_own_without_scripts(cast: Cast, bob: Client) -> None:
    page = bob.get(cast.url(f"messages/{cast.message.pk}/decision/")).content.decode()
    assert "<html" in page
    assert "Approve" in page


def test_it_has_words_for_every_reason_in_the_code() -> None:
    folders = ["automation/acts", "inbox/services"]
    files = ["automation/limits.py", "automation/decide.py", "automation/why.py", "inbox/policy.py"]
    sources = [path for name in folders for path in (settings.BASE_DIR / name).glob("*.py")]
    found = {
        code for path in [*sources, *(settings.BASE_DIR / name for name in files)] for code in _codes(path)
    }
    assert len(found) > 12
    errors = {error.code for error in PlatformError.__subclasses__()}
    assert (found | errors) - set(REASONS) == set()


def _codes(path: Path) -> list[str]:
    pattern = r'(?:return|Refusal\(|Refused\(|reason=)\s*"([a-z_]+)"'
    return [code for code in re.findall(pattern, path.read_text()) if "_" in code]


def test_it_has_words_for_every_reason_in_the_docs() -> None:
    text = (settings.BASE_DIR / "docs/rules.md").read_text()
    table = text[text.index("| code | means |") :].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    documented = {code for row in rows for code in re.findall(r"`([a-z_]+)`", row)}
    assert len(documented) > 25
    assert documented - set(REASONS) == set()
