"""Word lists, one entry a line."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from automation.models import WordList
from automation.review import lists
from tests.factories import make_rule
from tests.web.conftest import Cast
from tests.web.review.conftest import SCAMS

ENTRY = st.fixed_dictionaries(
    {
        "text": st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40),
        "severity": st.integers(1, 3),
        "language": st.sampled_from(["", "nl", "en"]),
        "skeleton": st.booleans(),
    }
)


@given(st.lists(ENTRY, max_size=20))
def test_it_reads_back_what_it_writes(entries: list[dict[str, object]]) -> None:
    assert lists.read(lists.written(entries)) == entries


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("scam", ("scam", 1, "", True)),
        (" crypto  pump | 3 ", ("crypto  pump", 3, "", True)),
        ("trottel|2|DE|as written", ("trottel", 2, "de", False)),
        ("idiot | | en", ("idiot", 1, "en", True)),
        ("a|b | 1 |  | disguised", ("a|b", 1, "", True)),
    ],
)
def test_it_reads_a_line(line: str, entry: tuple[object, ...]) -> None:
    assert tuple(lists.read(f"\n{line}\n\n")[0].values()) == entry


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("scam | 9", "Line 2: the severity is 1, 2 or 3"),
        ("scam | 1 | dutch", "Line 2: a language has two letters"),
        ("scam | 1 | nl | hidden", "Line 2: the last column"),
        (" | 2", "Line 2: there is no word"),
    ],
)
def test_it_says_which_line_is_wrong(line: str, says: str) -> None:
    with pytest.raises(lists.InvalidLines, match=says):
        lists.read(f"fine\n{line}")


def test_it_says_how_many_words_are_too_many() -> None:
    with pytest.raises(lists.InvalidLines, match="these are 2 too many"):
        lists.read("\n".join(f"word{n}" for n in range(10_002)))


@pytest.fixture
def alice(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.alice)
    return client


def save(client: Client, cast: Cast, word_list: WordList, **form: object):
    values = {"entries": "scam", "exceptions": "", "note": "", "based_on": word_list.version.number}
    return client.post(cast.url(f"lists/{word_list.pk}/"), values | form)


def test_it_makes_a_list_and_shows_it(cast: Cast, alice: Client) -> None:
    form = {
        "name": "insults",
        "entries": "idiot | 2 | en\r\ntrottel",
        "exceptions": "idiot-proof",
        "note": "May",
    }
    response = alice.post(cast.url("lists/new/"), form)
    page = alice.get(response["Location"]).content.decode()
    assert "idiot | 2 | en\ntrottel</textarea>" in page
    assert "insults" in alice.get(cast.url("lists/")).content.decode()


def test_it_refuses_a_name_that_is_taken(cast: Cast, alice: Client, scams: WordList) -> None:
    response = alice.post(cast.url("lists/new/"), {"name": "scams", "entries": "x"})
    assert response.status_code == 422
    scams.refresh_from_db()
    assert scams.version.number == 1


def test_it_saves_a_new_version_and_restores_the_old(cast: Cast, alice: Client, scams: WordList) -> None:
    save(alice, cast, scams, entries="other")
    scams.refresh_from_db()
    assert [entry["text"] for entry in scams.version.entries] == ["other"]
    alice.post(cast.url(f"lists/{scams.pk}/restore/"), {"number": 1})
    scams.refresh_from_db()
    assert (scams.version.number, len(scams.version.entries)) == (3, 2)


def test_it_does_not_overwrite_what_somebody_else_changed(cast: Cast, alice: Client, scams: WordList) -> None:
    save(alice, cast, scams, entries="mine")
    response = save(alice, cast, scams, entries="yours")
    assert response.status_code == 422
    assert "Somebody changed this list" in response.content.decode()
    assert "yours</textarea>" in response.content.decode()


def test_it_keeps_what_was_typed_when_a_line_is_wrong(cast: Cast, alice: Client, scams: WordList) -> None:
    response = save(alice, cast, scams, entries="fine\nscam | 9")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Line 2" in page
    assert "scam | 9</textarea>" in page


def test_it_says_which_word_could_never_match(cast: Cast, alice: Client, scams: WordList) -> None:
    assert "Word 2: " in save(alice, cast, scams, entries="fine\n*").content.decode()


def test_it_does_not_delete_a_list_that_a_rule_uses(cast: Cast, alice: Client, scams: WordList) -> None:
    rule = make_rule(cast.workspace, conditions=SCAMS)
    response = alice.post(cast.url(f"lists/{scams.pk}/delete/"))
    assert response.status_code == 422
    assert rule.name in response.content.decode()
    assert rule.name in alice.get(cast.url("lists/")).content.decode()


def test_it_deletes_a_list_that_nobody_uses(cast: Cast, alice: Client, scams: WordList) -> None:
    assert alice.post(cast.url(f"lists/{scams.pk}/delete/"))["Location"] == cast.url("lists/")
    assert not WordList.objects.exists()


def test_it_lets_an_agent_look_but_not_change(cast: Cast, bob: Client, scams: WordList) -> None:
    assert "readonly" in bob.get(cast.url(f"lists/{scams.pk}/")).content.decode()
    assert save(bob, cast, scams, entries="x").status_code == 403


def test_it_tries_a_list_that_is_not_saved(cast: Cast, bob: Client) -> None:
    form = {"entries": "scam\nidiot", "exceptions": "idiot-proof", "trial": "An idiot-proof sc4m"}
    page = bob.post(cast.url("lists/try/"), form).content.decode()
    assert "An idiot-proof <mark>sc4m</mark>" in page
    assert "a disguised spelling" in page


def test_it_shows_a_text_that_is_tried_as_text(cast: Cast, bob: Client) -> None:
    form = {"entries": "scam", "trial": "<script>scam</script>"}
    assert "<script>" not in bob.post(cast.url("lists/try/"), form).content.decode()
