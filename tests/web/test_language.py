"""Everyone reads Earful in their own language."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from inbox.templatetags import inbox_text
from tests.web.conftest import Cast


def choose(client: Client, language: str, back: str = "/") -> object:
    return client.post("/preferences/language/", {"language": language, "next": back})


def test_it_follows_the_browser_until_a_person_chooses(cast: Cast, bob: Client) -> None:
    page = bob.get(cast.url("inbox/"), headers={"accept-language": "nl-BE,nl;q=0.9"}).content.decode()
    assert '<html lang="nl" dir="ltr">' in page
    choose(bob, "en")
    page = bob.get(cast.url("inbox/"), headers={"accept-language": "nl-BE,nl;q=0.9"}).content.decode()
    assert '<html lang="en" dir="ltr">' in page
    choose(bob, "")
    page = bob.get(cast.url("inbox/"), headers={"accept-language": "nl"}).content.decode()
    assert '<html lang="nl" dir="ltr">' in page


def test_it_remembers_the_language_with_the_account(cast: Cast, bob: Client) -> None:
    response = choose(bob, "nl", cast.url("rules/"))
    assert response["Location"] == cast.url("rules/")
    assert User.objects.get(pk=cast.bob.pk).language == "nl"
    elsewhere = Client()
    elsewhere.force_login(cast.bob)
    page = elsewhere.get(cast.url("rules/")).content.decode()
    assert "<h1>Regels</h1>" in page
    assert 'texts.js?nl"' in page
    assert "Volgend gesprek" in elsewhere.get("/texts.js?nl").content.decode()


def test_it_refuses_a_language_that_there_is_not_and_leads_nowhere_else(cast: Cast, bob: Client) -> None:
    assert choose(bob, "xx").status_code == 400
    assert choose(bob, "nl", "https://example.org/")["Location"] == "/"
    assert bob.get("/preferences/language/").status_code == 405
    assert (
        Client().post("/preferences/language/", {"language": "nl"})["Location"].startswith("/accounts/login/")
    )


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/password/reset/"])
def test_it_greets_in_the_language_of_the_browser(client: Client, db: None, page: str) -> None:
    assert '<html lang="nl"' in client.get(page, headers={"accept-language": "nl"}).content.decode()


def test_it_answers_programs_in_the_language_they_ask_for_with_the_same_codes(
    cast: Cast, bob: Client
) -> None:
    english = bob.get("/api/v1/nothing/").json()
    dutch = bob.get("/api/v1/nothing/", headers={"accept-language": "nl"}).json()
    assert english["code"] == dutch["code"] == "not_found"


def test_it_writes_dates_as_the_language_does(cast: Cast, bob: Client) -> None:
    assert ">2 Mar" in bob.get(cast.url("inbox/")).content.decode()
    assert ">2 mrt" in bob.get(cast.url("inbox/"), headers={"accept-language": "nl"}).content.decode()


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("(image, hologram)", "(afbeelding, hologram)"),
        ("(image of a cake)", "(image of a cake)"),
        ("image", "image"),
        ("()", "()"),
        ("", ""),
    ],
)
def test_it_says_in_ones_language_what_a_message_without_words_is(stored: str, shown: str) -> None:
    with translation.override("nl"):
        assert inbox_text.preview(stored) == shown
