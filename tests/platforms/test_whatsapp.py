from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from platforms import errors
from platforms.base import Attachment, Author, Credentials, Sent
from platforms.whatsapp.connector import WhatsApp
from platforms.whatsapp.parse import parse

NUMBER, CUSTOMER = "10634295353625", "31600000001"
MOMENT = datetime(2026, 1, 1, 10, 6, 40, tzinfo=UTC)


@pytest.fixture
def read(sample):
    """Return the one item in a sample."""

    def read_one(name):
        parsed = parse(sample("whatsapp", name))
        assert (parsed.ignored, parsed.unknown) == (0, ())
        [item] = parsed.items[NUMBER]
        return item

    return read_one


@pytest.fixture
def whatsapp(platform) -> WhatsApp:
    return WhatsApp(Credentials(NUMBER, "secret-token", base_url=platform.url))


def test_it_reads_a_message_for_the_number_it_was_sent_to(read):
    item = read("direct")
    assert (item.external_id, item.thread_id, item.text) == ("wamid.EXAMPLE1", CUSTOMER, "Hoi")
    assert (item.author, item.occurred_at) == (Author(CUSTOMER, name="Lotte"), MOMENT)


def test_it_reads_a_person_without_a_telephone_number(read):
    item = read("direct_without_number")
    assert item.author == Author("NL.100000000000001", "lotte", "Lotte")
    assert item.thread_id == "NL.100000000000001"


@pytest.mark.parametrize(
    ("name", "text", "attachments"),
    [
        ("image_with_caption", "Kan deze taart?", (Attachment("image"),)),
        ("sticker", "", (Attachment("sticker"),)),
        ("button", "Ja graag", ()),
        ("interactive", "Taart", ()),
    ],
)
def test_it_reads_what_was_shown_or_pressed(read, name, text, attachments):
    item = read(name)
    assert (item.text, item.attachments) == (text, attachments)


@pytest.mark.parametrize("name", ["status_failed", "reaction"])
def test_it_leaves_out_what_an_inbox_does_not_show(sample, name):
    parsed = parse(sample("whatsapp", name))
    assert (dict(parsed.items), parsed.ignored, parsed.unknown) == ({}, 1, ())


def test_it_answers(platform, whatsapp):
    platform.answers({"messaging_product": "whatsapp", "messages": [{"id": "wamid.NEW"}]})
    assert whatsapp.send_direct(recipient_id=CUSTOMER, text="Dag") == Sent("wamid.NEW")
    [call] = platform.received
    assert call.path == f"/v26.0/{NUMBER}/messages"
    assert json.loads(call.body) == {
        "messaging_product": "whatsapp",
        "to": CUSTOMER,
        "type": "text",
        "text": {"body": "Dag"},
    }


@pytest.mark.parametrize("answer", [{}, {"messages": []}, {"messages": [{"id": "1"}, {"id": "2"}]}])
def test_it_does_not_know_what_an_unnamed_message_is(platform, whatsapp, answer):
    platform.answers(answer)
    with pytest.raises(errors.Ambiguous):
        whatsapp.send_direct(recipient_id=CUSTOMER, text="Dag")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (131047, errors.WindowClosed),
        (131026, errors.RecipientUnavailable),
        (130429, errors.Throttled),
        (131056, errors.Throttled),
        (131009, errors.Invalid),
        (131016, errors.Ambiguous),
        (190, errors.AuthExpired),
    ],
)
def test_it_knows_whatsapps_errors(platform, whatsapp, code, error):
    platform.answers({"error": {"message": "No.", "code": code}}, status=400)
    with pytest.raises(error):
        whatsapp.send_direct(recipient_id=CUSTOMER, text="Dag")
