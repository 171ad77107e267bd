"""What the first load of the triage screen costs, on the wire and in the database."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

from platforms.base import Author
from tests.factories import make_message
from tests.web.conftest import HTMX, Cast

BUDGET = 110 * 1024
# Of an answer's headers; there are about forty files.
HEADERS = 350
AHEAD = 3
LOADED = re.compile(r'(?:src|href)="/static/([^"#]+)[#"]')


def on_the_wire(name: str) -> int:
    path = finders.find(name)
    assert path
    return len(gzip.compress(Path(path).read_bytes())) + HEADERS


def test_it_loads_within_its_budget(cast: Cast, bob: Client) -> None:
    for number in range(50):
        make_message(
            cast.channel, f"Number {number} asks", author=Author(f"w{number}", name=f"Person {number}")
        )
    page = bob.get(cast.url("inbox/"), HTTP_ACCEPT_ENCODING="gzip")
    files = set(LOADED.findall(gzip.decompress(page.content).decode()))
    assert {"inbox/app.css", "inbox/icons.svg", "inbox/js/inbox.js", "vendor/htmx.min.js"} <= files
    address = cast.url(f"conversations/{cast.conversation.pk}/")
    parts = [bob.get(each, HTTP_ACCEPT_ENCODING="gzip", **HTMX) for each in (address, "/texts.js?en")]
    asked = len(page.content) + AHEAD * len(parts[0].content) + len(parts[1].content)
    assert asked + (2 + AHEAD) * HEADERS + sum(map(on_the_wire, files)) < BUDGET


def test_it_asks_as_often_for_a_long_conversation(
    cast: Cast, bob: Client, django_assert_max_num_queries
) -> None:
    address = cast.url(f"conversations/{cast.conversation.pk}/")
    thread = {"thread_id": cast.message.external_id, "parent_id": cast.message.external_id}
    make_message(cast.channel, "An answer", **thread)
    bob.get(address, **HTMX)
    with django_assert_max_num_queries(22) as short:
        bob.get(address, **HTMX)
    for number in range(200):
        author = Author(f"t{number % 7}", name=f"Talker {number % 7}")
        make_message(cast.channel, f"Answer {number}", author=author, **thread)
    with django_assert_max_num_queries(len(short)):
        bob.get(address, **HTMX)
