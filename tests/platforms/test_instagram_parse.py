from __future__ import annotations

from datetime import UTC, datetime

import pytest

from platforms.base import Action, Attachment, Author, Kind, PostRef
from platforms.instagram.parse import parse

ACCOUNT, CUSTOMER = "17841400000000001", "1789000000000042"
MOMENT = datetime(2026, 1, 1, 10, 6, 40, tzinfo=UTC)


@pytest.fixture
def read(sample):
    """Return the one item in a sample that holds nothing else."""

    def read_one(name):
        parsed = parse(sample("instagram", name))
        assert (parsed.ignored, parsed.unknown) == (0, ())
        [item] = parsed.items[ACCOUNT]
        return item

    return read_one


def delivery(*values, field="comments", time=1767262000):
    changes = [{"field": field, "value": value} for value in values]
    return {"object": "instagram", "entry": [{"id": ACCOUNT, "time": time, "changes": changes}]}


def test_it_reads_a_comment(read):
    item = read("comment")
    assert (item.action, item.kind, item.is_own) == (Action.CREATE, Kind.COMMENT, False)
    assert (item.external_id, item.thread_id, item.parent_id) == ("17960000000000021",) * 2 + ("",)
    assert item.author == Author(CUSTOMER, "lotte.bakt")
    assert item.text == "Wat kost deze taart? 🎂"
    assert item.occurred_at == MOMENT
    assert item.post == PostRef("17950000000000011")


def test_it_reads_the_other_shape_of_the_same_event(read):
    item = read("comment_entry_level_field")
    assert (item.text, item.occurred_at, item.author.handle) == ("Mooi!", MOMENT, "lotte.bakt")
    assert item.raw["field"] == "comments"


def test_it_puts_a_reply_into_the_thread_of_its_parent(read):
    item = read("comment_reply_changes")
    assert (item.external_id, item.thread_id) == ("17960000000000022", "17960000000000021")
    assert item.parent_id == "17960000000000021"


def test_it_knows_an_own_comment(read):
    assert read("comment_self").is_own


@pytest.mark.parametrize("sender", [{"id": ACCOUNT}, {"id": "5", "self_ig_scoped_id": "6"}])
def test_it_knows_an_own_comment_by_either_sign(sender):
    [item] = parse(delivery({"id": "1", "text": "x", "from": sender})).items[ACCOUNT]
    assert item.is_own


def test_it_reads_an_ad_comment(read):
    item = read("comment_ad")
    assert item.post == PostRef(
        "17950000000000099", title="Voorjaarsactie", is_ad=True, ad_id="120200000000000001"
    )
    assert item.raw["value"]["media"]["original_media_id"] == "17950000000000011"


def test_it_reads_a_comment_of_an_unknown_author_and_post(read):
    item = read("comment_no_from_no_media")
    assert (item.author, item.post, item.is_own, item.text) == (None, None, False, "Mooi")


def test_it_keeps_every_digit_of_an_id(read):
    item = read("comment_numeric_ids")
    assert item.external_id == "7247303576418566913"
    assert item.author.external_id == "9223372036854775807"
    assert item.post.external_id == "7203946942097902849"


def test_it_marks_a_live_comment(read):
    item = read("live_comment")
    assert (item.kind, item.raw["field"]) == (Kind.COMMENT, "live_comments")


@pytest.mark.parametrize("name", ["mention_caption", "mention_comment"])
def test_it_quarantines_a_mention(sample, name):
    parsed = parse(sample("instagram", name))
    assert not parsed.items
    assert parsed.unknown == ("entry[0].changes[0]: a mention carries no text",)


def test_it_reads_a_direct_message(read):
    item = read("dm_text")
    assert (item.action, item.kind, item.is_own) == (Action.CREATE, Kind.DIRECT, False)
    assert (item.thread_id, item.author) == (CUSTOMER, Author(CUSTOMER))
    assert (item.text, item.occurred_at) == ("Hoi, zijn jullie zondag open?", MOMENT)


def test_it_puts_an_echo_into_the_thread_of_its_receiver(read):
    item = read("dm_echo")
    assert (item.is_own, item.thread_id, item.author) == (True, CUSTOMER, Author(ACCOUNT))


def test_it_knows_a_message_to_itself(read):
    item = read("dm_is_self")
    assert (item.is_own, item.thread_id) == (True, ACCOUNT)


def test_it_reads_an_edit(read):
    item = read("dm_edit")
    assert (item.action, item.thread_id) == (Action.EDIT, CUSTOMER)
    assert item.text == "Hoi, zijn jullie maandag open?"


def test_it_reads_an_unsend(read):
    item = read("dm_unsend")
    assert (item.action, item.thread_id, item.text) == (Action.REMOVE, CUSTOMER, "")
    assert item.external_id == read("dm_text").external_id


def test_it_reads_a_pressed_button_as_a_message(read):
    item = read("dm_postback")
    assert (item.action, item.text) == (Action.CREATE, "Openingstijden")


def test_it_reads_a_message_that_comes_as_a_field(read):
    item = read("dm_as_field")
    assert (item.kind, item.thread_id, item.occurred_at) == (Kind.DIRECT, CUSTOMER, MOMENT)


@pytest.mark.parametrize(
    ("name", "kind", "has_link"),
    [
        ("dm_story_mention", "story_mention", True),
        ("dm_story_reply", "story", True),
        ("dm_like_heart", "like_heart", False),
        ("dm_unsupported", "unsupported_type", False),
    ],
)
def test_it_reads_attachments(read, name, kind, has_link):
    [attachment] = read(name).attachments
    assert attachment.kind == kind
    assert attachment.url.startswith("https://") == has_link


def test_it_keeps_no_link_that_is_not_to_the_web():
    message = {"mid": "1", "attachments": [{"type": "file", "payload": {"url": "javascript:x"}}]}
    event = {"sender": {"id": "5"}, "recipient": {"id": ACCOUNT}, "message": message}
    [item] = parse(delivery(event, field="messages")).items[ACCOUNT]
    assert item.attachments == (Attachment("file"),)


@pytest.mark.parametrize("name", ["dm_reaction", "dm_seen", "dm_referral", "dm_bare", "dm_standby"])
def test_it_ignores_what_is_known_to_carry_nothing(sample, name):
    parsed = parse(sample("instagram", name))
    assert (parsed.items, parsed.ignored, parsed.unknown) == ({}, 1, ())


def test_it_ignores_an_entry_with_nothing_in_it():
    entry = {"id": ACCOUNT, "time": 1767262000}
    assert parse({"object": "instagram", "entry": [entry]}).ignored == 1


def test_it_reads_every_entry_and_change_in_order(sample):
    parsed = parse(sample("instagram", "batch_with_one_unknown"))
    assert [item.external_id for item in parsed.items[ACCOUNT]] == ["1", "3"]
    assert [item.external_id for item in parsed.items["17841400000000002"]] == ["4"]
    assert parsed.unknown == ("entry[0].changes[1]: unknown verb 'removed'",)


def test_it_uses_an_item_without_a_time_and_says_so():
    parsed = parse(delivery({"id": "1", "text": "x"}, time=12))
    assert parsed.items[ACCOUNT][0].occurred_at is None
    assert parsed.unknown == ("entry[0].changes[0]: the time is missing or cannot be true",)


def test_it_makes_text_storable():
    [item] = parse(delivery({"id": "1", "text": "a\0b\ud83d"})).items[ACCOUNT]
    assert item.text == item.raw["value"]["text"] == "ab\ufffd"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"text": "x"}, "id is not an id: None"),
        ({"id": 1.5, "text": "x"}, "id is not an id: 1.5"),
        ({"id": True}, "id is not an id: True"),
        ({"id": "9" * 256}, "id is not an id: '999"),
        ({"id": "1", "text": ["x"]}, "text is not text: ['x']"),
        ({"id": "1", "from": "lotte"}, "from is not an object: 'lotte'"),
        ({"id": "1", "media": [1]}, "media is not an object: [1]"),
        ("x", "value is not an object: 'x'"),
    ],
)
def test_it_says_what_is_wrong_and_where(value, reason):
    parsed = parse(delivery(value, {"id": "2", "text": "good"}))
    assert [item.external_id for item in parsed.items[ACCOUNT]] == ["2"]
    assert parsed.unknown[0].startswith(f"entry[0].changes[0]: {reason}")


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({}, "payload: object is not 'instagram': None"),
        ({"object": "page", "entry": []}, "payload: object is not 'instagram': 'page'"),
        ({"object": "instagram"}, "payload: entry is not a list: None"),
        ({"object": "instagram", "entry": [7]}, "entry[0]: entry is not an object: 7"),
        ({"object": "instagram", "entry": [{}]}, "entry[0]: id is not an id: None"),
        (
            {"object": "instagram", "entry": [{"id": "1", "time": 1, "foo": 2}]},
            "entry[0]: no known part among ['foo']",
        ),
        (delivery({"id": "1"}, field="foo"), "entry[0].changes[0]: unknown field 'foo'"),
        (
            delivery({"sender": {"id": "1"}, "foo": 1}, field="messages"),
            "entry[0].changes[0]: unknown messaging event ['foo']",
        ),
    ],
)
def test_it_quarantines_what_it_does_not_know(payload, reason):
    assert parse(payload).unknown == (reason,)
