from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from platforms.base import Action, Attachment, Author, Kind, PostRef
from platforms.facebook.parse import parse

PAGE, CUSTOMER, POST = "100200300400500", "6000000000000042", "100200300400500_700800900"
MOMENT = datetime(2026, 1, 1, 10, 6, 40, tzinfo=UTC)
LINK = f"https://www.facebook.com/{PAGE}/posts/700800900"


@pytest.fixture
def read(sample):
    """Return the one item in a sample that holds nothing else."""

    def read_one(name):
        parsed = parse(sample("facebook", name))
        assert (parsed.ignored, parsed.unknown) == (0, ())
        [item] = parsed.items[PAGE]
        return item

    return read_one


def test_it_reads_a_top_level_comment_though_it_has_a_parent(read):
    item = read("comment")
    assert (item.action, item.kind, item.is_own) == (Action.CREATE, Kind.COMMENT, False)
    assert (item.external_id, item.thread_id, item.parent_id) == ("700800900_111", "700800900_111", "")
    assert item.author == Author(CUSTOMER, name="Lotte Bakker")
    assert (item.text, item.occurred_at) == ("Wat is de levertijd?", MOMENT)
    assert item.post == PostRef(POST, permalink=LINK)


def test_it_puts_a_reply_into_the_thread_of_its_parent(read):
    item = read("comment_reply_add")
    assert (item.external_id, item.thread_id, item.parent_id) == (
        "700800900_112",
        "700800900_111",
        "700800900_111",
    )


@pytest.mark.parametrize(
    ("name", "action", "text"),
    [
        ("comment_edited", Action.EDIT, "Wat is de levertijd naar Gent?"),
        ("comment_hide", Action.HIDE, ""),
        ("comment_unhide", Action.UNHIDE, ""),
        ("comment_remove", Action.REMOVE, ""),
    ],
)
def test_it_tells_a_change_from_a_new_comment(read, name, action, text):
    item = read(name)
    assert (item.action, item.external_id, item.text) == (action, "700800900_111", text)


def test_it_dates_a_change_by_its_delivery_and_not_by_its_comment(sample):
    payload = sample("facebook", "comment_edited")
    payload["entry"][0]["time"] += 3600
    [item] = parse(payload).items[PAGE]
    assert timedelta(0) < item.occurred_at - MOMENT - timedelta(hours=1) < timedelta(seconds=1)


def test_it_knows_the_pages_own_comment(read):
    assert read("comment_add_page_itself").is_own


def test_it_does_without_an_author(read):
    item = read("comment_add_no_from")
    assert (item.author, item.is_own) == (None, False)


def test_it_reads_the_author_as_it_was_before_version_2_11(read):
    assert read("comment_before_2_11").author == Author(CUSTOMER, name="Lotte Bakker")


@pytest.mark.parametrize(
    ("name", "attachment"),
    [
        ("comment_photo", Attachment("photo", "https://scontent.example/p.jpg")),
        ("comment_sticker", Attachment("sticker")),
    ],
)
def test_it_keeps_what_a_comment_without_words_shows(read, name, attachment):
    item = read(name)
    assert (item.text, item.attachments) == ("", (attachment,))


def test_it_knows_a_comment_below_an_ad(read):
    assert read("comment_dark_post").post.is_ad


def test_it_reads_who_mentions_the_page_though_nobody_says_who(read):
    item = read("mention_comment")
    assert (item.author, item.text) == (None, "Ga eens langs bij Bakkerij Voorbeeld!")


def test_it_reads_every_change_of_every_entry(sample):
    items = parse(sample("facebook", "batch_two_entries_three_changes")).items[PAGE]
    assert [(item.action, item.external_id) for item in items] == [
        (Action.CREATE, "700800900_111"),
        (Action.CREATE, "700800900_114"),
        (Action.REMOVE, "700800900_114"),
    ]


@pytest.mark.parametrize("name", ["reaction_on_comment", "dm_policy_enforcement", "dm_read", "dm_delivery"])
def test_it_leaves_out_what_an_inbox_does_not_show(sample, name):
    parsed = parse(sample("facebook", name))
    assert (dict(parsed.items), parsed.ignored, parsed.unknown) == ({}, 1, ())


@pytest.mark.parametrize("name", ["mention_post", "unknown_event"])
def test_it_keeps_for_a_person_what_it_does_not_know(sample, name):
    parsed = parse(sample("facebook", name))
    assert not parsed.items
    assert len(parsed.unknown) == 1


@pytest.mark.parametrize(
    ("name", "text", "is_own"),
    [
        ("dm_text", "Hallo", False),
        ("dm_echo_from_app", "Dag Lotte", True),
        ("dm_numeric_ids", "hello", False),
    ],
)
def test_it_reads_a_direct_message(read, name, text, is_own):
    item = read(name)
    assert (item.kind, item.text, item.is_own, item.thread_id) == (Kind.DIRECT, text, is_own, CUSTOMER)
