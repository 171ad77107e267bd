"""What is said in another language is whole, is what the code says, and is what runs."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message
from django.conf import settings

from translating.catalogues import as_mo, languages, path_of, read, untranslated, updated
from translating.sources import BROWSER, DOMAINS, SERVER, Domain, template

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%s|\{\}|\{\{%\(\w+\)s\}\}|</?\w+>")
EACH = pytest.mark.parametrize("domain", DOMAINS, ids=[domain.name for domain in DOMAINS])
IN_EACH_LANGUAGE = pytest.mark.parametrize("language", languages())


def texts(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translations(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_it_has_a_catalogue_for_every_language_but_english() -> None:
    assert languages() == sorted(code for code, _ in settings.LANGUAGES if code != "en")


def test_it_finds_texts_in_code_in_templates_and_in_modules() -> None:
    server = {text for message in template(SERVER) for text in texts(message)}
    assert {"Refused", "There is nothing to tell.", "Load more", "%(n)s words"} <= server
    browser = {text for message in template(BROWSER) for text in texts(message)}
    assert {"Next conversation", "%s resolved"} <= browser
    assert "Next conversation" not in server


@EACH
@IN_EACH_LANGUAGE
def test_it_says_everything(language: str, domain: Domain) -> None:
    assert [message.id for message in untranslated(read(language, domain))] == []


@EACH
@IN_EACH_LANGUAGE
def test_it_says_what_the_code_says_now(language: str, domain: Domain) -> None:
    """Else: `make texts`."""
    now = {(message.id, message.context) for message in updated(language, domain)}
    assert {(message.id, message.context) for message in read(language, domain)} == now


@EACH
@IN_EACH_LANGUAGE
def test_it_runs_what_is_written(language: str, domain: Domain) -> None:
    compiled = path_of(language, domain).with_suffix(".mo")
    assert compiled.read_bytes() == as_mo(read(language, domain))


@EACH
@IN_EACH_LANGUAGE
def test_it_fills_in_the_same_values(language: str, domain: Domain) -> None:
    for message in read(language, domain):
        if not message.id:
            continue
        # A singular may leave its number out: “one word”.
        known = {name for text in texts(message) for name in PLACEHOLDER.findall(text)}
        needed = set(PLACEHOLDER.findall(texts(message)[-1]))
        assert set(PLACEHOLDER.findall(translations(message)[-1])) == needed, message.id
        assert all(set(PLACEHOLDER.findall(text)) <= known for text in translations(message)), message.id


def test_it_leaves_out_of_the_compiled_file_what_is_not_translated() -> None:
    catalogue = read("nl", BROWSER)
    first = next(message for message in catalogue if message.id and isinstance(message.id, str))
    first.string = ""
    assert first.id.encode() not in as_mo(catalogue)
