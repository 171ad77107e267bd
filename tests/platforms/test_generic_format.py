from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from platforms.base import Action, Author, Kind, PostRef
from platforms.generic.format import BadRow, to_incoming
from platforms.registry import connector_class

NOW = datetime(2026, 6, 1, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOMENT = datetime(2026, 1, 1, 10, 6, 40, tzinfo=UTC)


def read(**row):
    return to_incoming({"text": "Hoi"} | row, default_zone=AMSTERDAM, now=NOW)


def item(**row):
    return read(**row).item


def test_it_reads_a_full_row():
    row = {
        "external_id": "c2",
        "kind": "Comment",
        "text": " Wat kost dit? ",
        "sent_at": "2026-01-01T11:06:40+01:00",
        "author_handle": "@Lotte.Bakt",
        "author_name": "Lotte",
        "author_id": "42",
        "post_id": "p1",
        "post_title": "Taart",
        "parent_id": "c1",
        "is_own": "nee",
        "likes": "7",
    }
    result = read(**row)
    assert result.warnings == ()
    assert (result.item.action, result.item.kind) == (Action.CREATE, Kind.COMMENT)
    assert (result.item.external_id, result.item.thread_id) == ("c2", "c1")
    assert (result.item.text, result.item.occurred_at) == (" Wat kost dit? ", MOMENT)
    assert result.item.author == Author("42", "Lotte.Bakt", "Lotte")
    assert result.item.post == PostRef("p1", "Taart")
    assert result.item.raw == row


def test_it_needs_only_a_text():
    result = read()
    assert (result.item.kind, result.item.thread_id) == (Kind.COMMENT, result.item.external_id)
    assert (result.item.author, result.item.post, result.item.is_own) == (None, None, False)
    assert result.item.occurred_at is None
    assert result.warnings == ("missing_time",)


def test_it_makes_the_same_id_for_the_same_row():
    assert item().external_id == item().external_id
    assert item().external_id.startswith("row-")
    assert len(item().external_id) == 28
    assert item(sent_at=1767262000).external_id == item(sent_at="1767262000").external_id


def test_it_ignores_columns_of_others_in_an_id():
    assert item(likes="7").external_id == item().external_id


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Dag"},
        {"sent_at": "2026-01-01T00:00:00Z"},
        {"author_name": "Sem"},
        {"author_handle": "Sem"},
        {"post_id": "p1"},
        {"is_own": "yes"},
        {"kind": "dm", "thread_id": "1"},
    ],
)
def test_it_makes_another_id_for_another_row(other):
    assert item(**other).external_id != item().external_id


@pytest.mark.parametrize(
    ("value", "moment", "warnings"),
    [
        ("2026-01-01T10:06:40Z", MOMENT, ()),
        ("2026-01-01 11:06:40", MOMENT, ("no_zone",)),
        ("2026-01-01T11:06:40", MOMENT, ("no_zone",)),
        ("2026-01-01", datetime(2025, 12, 31, 23, tzinfo=UTC), ("no_zone",)),
        ("1767262000", MOMENT, ()),
        (1767262000, MOMENT, ()),
        (1767262000.0, MOMENT, ()),
        (1767262000000, MOMENT, ()),
        ("", None, ("missing_time",)),
        ("  ", None, ("missing_time",)),
        (None, None, ("missing_time",)),
    ],
)
def test_it_reads_times(value, moment, warnings):
    result = read(sent_at=value)
    assert (result.item.occurred_at, result.warnings) == (moment, warnings)


@pytest.mark.parametrize("word", ["comment", "COMMENT", " Comments ", "", None])
def test_it_knows_comments_by_many_names(word):
    assert item(kind=word).kind is Kind.COMMENT


@pytest.mark.parametrize("word", ["direct", "DM", "Message", "direct message"])
def test_it_knows_direct_messages_by_many_names(word):
    assert item(kind=word, author_id="42").kind is Kind.DIRECT


@pytest.mark.parametrize("word", [True, 1, "1", "true", "YES", "ja", "x", "on"])
def test_it_knows_own_messages_by_many_words(word):
    assert item(is_own=word).is_own


@pytest.mark.parametrize("word", [False, 0, None, "", "0", "False", "no", "nee"])
def test_it_knows_others_messages_by_many_words(word):
    assert not item(is_own=word).is_own


@pytest.mark.parametrize(
    ("row", "external_id"),
    [
        ({"author_id": 42, "author_handle": "Sem", "author_name": "S"}, "42"),
        ({"author_handle": "@Sem", "author_name": "S"}, "handle:sem"),
        ({"author_name": "Sem V"}, "name:Sem V"),
    ],
)
def test_it_names_an_author_by_what_is_known(row, external_id):
    assert item(**row).author.external_id == external_id


@pytest.mark.parametrize(
    ("row", "thread_id"),
    [
        ({"thread_id": "t"}, "t"),
        ({"author_id": "42", "author_handle": "Sem"}, "42"),
        ({"author_handle": "@Sem"}, "sem"),
        ({"is_own": "yes", "thread_id": "42", "author_id": "me"}, "42"),
    ],
)
def test_it_finds_the_thread_of_a_direct_message(row, thread_id):
    assert item(kind="dm", **row).thread_id == thread_id


def test_it_takes_column_names_as_people_write_them():
    row = {"\ufeffText": "Hoi", " Author Handle ": "sem"}
    result = to_incoming(row, default_zone=UTC, now=NOW)
    assert (result.item.text, result.item.author.handle) == ("Hoi", "sem")


def test_it_makes_text_storable_and_says_so():
    result = read(text="a\0b\ud83d")
    assert result.item.text == result.item.raw["text"] == "ab\ufffd"
    assert "bad_characters" in result.warnings


def test_it_shortens_a_long_title_and_says_so():
    result = read(post_id="p", post_title="x" * 300)
    assert len(result.item.post.title) == 255
    assert "shortened" in result.warnings


@pytest.mark.parametrize("action", ["edit", "remove", "hide", "unhide"])
def test_it_reads_what_happened_to_a_message(action):
    found = item(action=action, external_id="c1")
    assert found.action is Action(action)
    assert bool(found.text) == (action == "edit")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"text": ""}, "text is empty"),
        ({"text": " \0 "}, "text is empty"),
        ({"text": None}, "text is empty"),
        ({"text": ["x"]}, r"text must be text, not \['x'\]"),
        ({"text": "x" * 20_001}, "text has 20,001 characters"),
        ({"kind": "tweet"}, "kind is 'tweet'; it can be comment"),
        ({"action": "pin"}, "action is 'pin'"),
        ({"is_own": "maybe"}, "is_own is 'maybe'"),
        ({"external_id": "x" * 256}, "external_id has more than 255"),
        ({"external_id": "1.79E+16"}, "shortened by a spreadsheet"),
        ({"post_id": 1.5}, "post_id must be text"),
        ({"author_id": True}, "author_id must be text"),
        ({"sent_at": "gisteren"}, "sent_at is 'gisteren'; write it like"),
        ({"sent_at": "31-12-2025"}, "sent_at is '31-12-2025'"),
        ({"sent_at": 5}, "sent_at is 5"),
        ({"sent_at": True}, "sent_at must be text"),
        ({"sent_at": "1999-01-01"}, "before 2005 or in the future"),
        ({"sent_at": "2026-07-01T00:00:00Z"}, "before 2005 or in the future"),
        ({"sent_at": "0001-01-01"}, "before 2005"),
        ({"kind": "dm"}, "needs thread_id, author_id or author_handle"),
        ({"kind": "dm", "author_name": "Sem"}, "needs thread_id"),
        ({"kind": "dm", "is_own": "yes", "author_id": "me"}, "thread_id is needed"),
        ({"action": "remove"}, "external_id is needed"),
        ({"action": "edit"}, "external_id is needed"),
    ],
)
def test_it_says_why_a_row_cannot_be_used(row, message):
    with pytest.raises(BadRow, match=message):
        read(**row)


def test_it_reads_pushed_items_in_order(sample):
    parsed = connector_class("generic").parse(sample("generic", "direct"))
    assert [(found.external_id, found.is_own) for found in parsed.items["shop"]] == [
        ("d1", False),
        ("d2", True),
    ]
    assert {found.thread_id for found in parsed.items["shop"]} == {"42"}


def test_it_names_the_place_of_a_bad_item(sample):
    parsed = connector_class("generic").parse(sample("generic", "batch_with_one_unknown"))
    assert parsed.unknown == (
        "items[1]: text is empty.",
        "items[3]: A direct message needs thread_id, author_id or author_handle.",
    )


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"items": []}, "payload: channel is not an id: None"),
        ({"channel": "c"}, "payload: items is not a list: None"),
        ({"channel": "c", "items": [3]}, "items[0]: item is not an object: 3"),
        ({"channel": "c", "items": [{}] * 1001}, "payload: 1,001 items; at most 1,000 are taken"),
    ],
)
def test_it_quarantines_a_push_it_does_not_understand(payload, reason):
    assert connector_class("generic").parse(payload).unknown == (reason,)
