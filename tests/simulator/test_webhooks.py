from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.payloads import signature

from .conftest import SECRET, Receiver, Running, until

AD = "17950000000000005"
NEWEST = "17950000000000006"


def test_it_signs_as_meta_does() -> None:
    body = (
        rb'{"object":"instagram","entry":[{"id":"1","time":1767262000,"changes":[{"field":"comments",'
        rb'"value":{"id":"2","text":"caf\u00e9 \ud83d\ude0d"}}]}]}'
    )
    expected = "sha256=e80d045ae2b0b97904c85407689750b26409fff656d25a47bdb958b04d5d4692"
    assert signature(body, SECRET) == expected


def test_it_tells_of_a_comment_in_instagrams_shape(simulator: Running, receiver: Receiver) -> None:
    made = simulator.control("comments", text="Wat kost dit? 🎂", username="lotte.bakt")
    headers, body = until(lambda: receiver.requests)[0]
    entry = receiver.bodies[0]["entry"][0]
    assert headers["x-hub-signature-256"] == signature(body, SECRET)
    assert body.isascii()
    assert len(str(entry["time"])) == 10
    assert entry["changes"] == [
        {
            "field": "comments",
            "value": {
                "id": made["id"],
                "from": {"id": made["from"], "username": "lotte.bakt"},
                "text": "Wat kost dit? 🎂",
                "media": {"id": NEWEST, "media_product_type": "FEED"},
            },
        }
    ]


def test_it_names_the_ad_under_which_somebody_commented(simulator: Running, receiver: Receiver) -> None:
    simulator.control("comments", text="Is dit nep?", media_id=AD)
    media = until(lambda: receiver.values)[0]["media"]
    assert (media["media_product_type"], media["ad_title"]) == ("AD", "Taartenweek")
    assert media["ad_id"]
    assert media["original_media_id"]


def test_it_tells_of_the_brands_own_comment(simulator: Running, receiver: Receiver) -> None:
    comment = simulator.control("comments", text="Prijs?", deliver=False)["id"]
    reply = simulator.reply(comment).json()["id"]
    value = until(lambda: receiver.values)[0]
    assert (value["id"], value["parent_id"]) == (reply, comment)
    assert value["from"]["self_ig_scoped_id"]


def test_it_echoes_the_brands_direct_message(simulator: Running, receiver: Receiver) -> None:
    person = simulator.control("directs", text="Hoi")["from"]
    sent = simulator.message("Dag!", id=person).json()["message_id"]
    item = until(lambda: receiver.values[1:])[0]
    assert item["message"] == {"mid": sent, "text": "Dag!", "is_echo": True}
    assert (item["sender"]["id"], item["recipient"]["id"]) == ("17841400000000001", person)
    assert len(str(item["timestamp"])) == 13


def test_it_tells_the_whole_life_of_a_direct_message(simulator: Running, receiver: Receiver) -> None:
    mid = simulator.control("directs", text="Hoi", story=True)["mid"]
    simulator.control(f"directs/{mid}/edit", text="Hoi!")
    simulator.control(f"directs/{mid}/unsend")
    story, edit, unsend = until(lambda: receiver.values if len(receiver.values) == 3 else None)
    assert story["message"]["reply_to"]["story"]["id"].startswith("1797")
    assert edit["message_edit"] == {"mid": mid, "text": "Hoi!", "num_edit": 1}
    assert unsend["message"] == {"mid": mid, "is_deleted": True}


def test_it_tells_of_reactions_and_of_reading(simulator: Running, receiver: Receiver) -> None:
    person = simulator.control("directs", text="Hoi")["from"]
    mid = simulator.message(id=person).json()["message_id"]
    until(lambda: len(receiver.values) == 2)
    simulator.control(f"directs/{mid}/seen")
    simulator.control(f"directs/{mid}/react")
    seen, reaction = until(lambda: receiver.values[2:] if len(receiver.values) == 4 else None)
    assert seen["read"] == {"mid": mid}
    assert (reaction["reaction"]["action"], reaction["reaction"]["emoji"]) == ("react", "❤")


def test_it_is_silent_when_a_comment_is_hidden_or_deleted(simulator: Running, receiver: Receiver) -> None:
    first, second = (simulator.control("comments", text=text, deliver=False)["id"] for text in ("a", "b"))
    simulator.brand.post(f"/{first}", params={"hide": "true"})
    simulator.brand.delete(f"/{first}")
    simulator.client.delete(f"/control/comments/{second}")
    marker = simulator.control("comments", text="marker")["id"]
    until(lambda: receiver.values)
    assert [value["id"] for value in receiver.values] == [marker]


def test_it_keeps_trying_until_the_delivery_is_taken(simulator: Running, receiver: Receiver) -> None:
    receiver.answers = [500, 503, 302]
    simulator.control("comments", text="Prijs?")
    until(lambda: len(receiver.requests) == 4)
    until(lambda: simulator.state()["deliveries"]["delivered"] == 1)
    assert len({body for _, body in receiver.requests}) == 1


def test_it_gives_up_after_36_hours(simulator: Running, receiver: Receiver) -> None:
    receiver.answers = [500] * 1000
    simulator.control("comments", text="Prijs?")
    until(lambda: receiver.requests)
    simulator.control("clock", shift_seconds=36 * 3600 + 1)
    until(lambda: simulator.state()["deliveries"]["dropped"] == 1)
    assert simulator.state()["deliveries"]["pending"] == 0


def test_it_keeps_the_order_within_a_conversation(simulator: Running, receiver: Receiver) -> None:
    top = simulator.control("comments", text="0")["id"]
    for number in range(1, 20):
        simulator.control("comments", text=str(number), parent_id=top)
    until(lambda: len(receiver.values) == 20)
    assert [value["text"] for value in receiver.values] == [str(number) for number in range(20)]


def test_it_says_everything_again_byte_for_byte(simulator: Running, receiver: Receiver) -> None:
    for number in range(5):
        simulator.control("comments", text=str(number))
    until(lambda: simulator.state()["deliveries"]["delivered"] == 5)
    assert simulator.control("redeliver", shuffle=True, times=2, seed=7) == {"deliveries": 10}
    until(lambda: len(receiver.requests) == 15)
    bodies = [body for _, body in receiver.requests]
    assert all(bodies.count(body) == 3 for body in bodies)


def test_it_shakes_hands(start: Callable[..., Running]) -> None:
    assert start(verify_token="v").control("subscribe") == {"verified": True, "status": 200}


def test_it_duplicates(simulator: Running, receiver: Receiver) -> None:
    simulator.control("tricks", duplicate=2)
    simulator.control("comments", text="Prijs?")
    until(lambda: len(receiver.requests) == 3)
    assert len({body for _, body in receiver.requests}) == 1


def test_it_tells_of_ad_comments_twice(simulator: Running, receiver: Receiver) -> None:
    simulator.control("tricks", ad_twice=True)
    simulator.control("comments", text="Prijs?", media_id=AD)
    until(lambda: len(receiver.requests) == 2)


def test_it_batches(simulator: Running, receiver: Receiver) -> None:
    simulator.control("tricks", batch=3)
    for number in range(3):
        simulator.control("comments", text=str(number))
    until(lambda: receiver.requests)
    assert [len(body["entry"][0]["changes"]) for body in receiver.bodies] == [3]


def test_it_reorders(simulator: Running, receiver: Receiver) -> None:
    simulator.control("tricks", reorder=12)
    top = simulator.control("comments", text="0")["id"]
    for number in range(1, 12):
        simulator.control("comments", text=str(number), parent_id=top)
    until(lambda: len(receiver.values) == 12)
    texts = [value["text"] for value in receiver.values]
    assert texts != sorted(texts, key=int)


def test_it_delays(simulator: Running, receiver: Receiver) -> None:
    simulator.control("tricks", delay_seconds=0.3)
    simulator.control("comments", text="Prijs?")
    assert receiver.requests == []
    until(lambda: receiver.requests)


def test_it_echoes_before_the_answer(simulator: Running, receiver: Receiver) -> None:
    simulator.control("tricks", echo_first=True)
    comment = simulator.control("comments", text="Prijs?", deliver=False)["id"]
    reply = simulator.reply(comment).json()["id"]
    assert [value["id"] for value in receiver.values] == [reply]


@pytest.mark.parametrize(
    ("trick", "check"),
    [
        ("entry_level", lambda entries: entries[0]["field"] == "comments" and "value" in entries[0]),
        ("missing_from", lambda entries: "from" not in entries[0]["changes"][0]["value"]),
        ("unknown_field", lambda entries: entries[-1]["changes"][0]["field"] == "something_new"),
    ],
)
def test_it_bends_the_shape(
    simulator: Running, receiver: Receiver, trick: str, check: Callable[[list[dict[str, object]]], bool]
) -> None:
    simulator.control("tricks", **{trick: True})
    simulator.control("comments", text="Prijs?")
    until(lambda: receiver.requests)
    assert check(receiver.bodies[0]["entry"])


def test_it_signs_wrongly_only_while_told_to(simulator: Running, receiver: Receiver) -> None:
    receiver.answers = [403]
    simulator.control("tricks", wrong_signature=True)
    simulator.control("comments", text="Prijs?")
    until(lambda: receiver.requests)
    simulator.client.delete("/control/tricks")
    until(lambda: simulator.state()["deliveries"]["delivered"] == 1)
    wrong, right = receiver.requests[0], receiver.requests[-1]
    assert wrong[0]["x-hub-signature-256"] != signature(wrong[1], SECRET)
    assert right[0]["x-hub-signature-256"] == signature(right[1], SECRET)
