from __future__ import annotations

import re

import pytest

from .conftest import Running, code

DAY = 24 * 3600


def test_it_answers_with_the_account_of_the_token(simulator: Running) -> None:
    answer = simulator.brand.get("/me", params={"fields": "id,username"})
    assert answer.json() == {"id": "17841400000000001", "username": "bakkerij.voorbeeld"}
    assert "instagram" in answer.headers["X-Business-Use-Case-Usage"]


@pytest.mark.parametrize("version", ["v19.0", "v25.0", "v26.0"])
def test_it_speaks_any_version(simulator: Running, version: str) -> None:
    answer = simulator.client.get(f"/{version}/me", params={"access_token": "simulator-token"})
    assert answer.status_code == 200


def test_it_refuses_a_wrong_token(simulator: Running) -> None:
    answer = simulator.client.get("/v26.0/me", params={"access_token": "wrong"})
    assert (answer.status_code, code(answer)) == (401, (190, None))


def test_it_shows_one_reel_and_one_ad(simulator: Running) -> None:
    posts = simulator.brand.get("/me/media", params={"fields": "id,media_product_type,caption"}).json()[
        "data"
    ]
    kinds = [post["media_product_type"] for post in posts]
    assert len(posts) == 6
    assert (kinds.count("REELS"), kinds.count("AD")) == (1, 1)


def test_it_shows_a_comment_with_its_replies(simulator: Running) -> None:
    comment = simulator.control("comments", text="Mooi!", username="sem_v")["id"]
    reply = simulator.reply(comment).json()["id"]
    fields = "id,text,timestamp,from,hidden,media{id},replies.limit(5){id,parent_id}"
    node = simulator.brand.get(f"/{comment}", params={"fields": fields}).json()
    assert node["from"]["username"] == "sem_v"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000", node["timestamp"])
    assert node["replies"]["data"] == [{"id": reply, "parent_id": comment}]


def test_it_pages_comments_newest_first_without_gaps(simulator: Running) -> None:
    ids = [simulator.control("comments", text=f"no {n}", deliver=False)["id"] for n in range(7)]
    media = simulator.brand.get(f"/{ids[0]}", params={"fields": "media"}).json()["media"]["id"]
    seen: list[str] = []
    url: str | None = f"/{media}/comments?limit=3"
    while url:
        page = simulator.brand.get(url).json()
        seen += [item["id"] for item in page["data"]]
        url = page["paging"].get("next")
    assert seen == ids[::-1]


def test_it_goes_on_after_the_cursor_when_that_comment_has_gone(simulator: Running) -> None:
    ids = [simulator.control("comments", text=f"no {n}", deliver=False)["id"] for n in range(3)]
    media = simulator.brand.get(f"/{ids[0]}", params={"fields": "media"}).json()["media"]["id"]
    after = simulator.brand.get(f"/{media}/comments?limit=2").json()["paging"]["cursors"]["after"]
    simulator.client.delete(f"/control/comments/{ids[1]}")
    rest = simulator.brand.get(f"/{media}/comments", params={"after": after}).json()["data"]
    assert [item["id"] for item in rest] == [ids[0]]


def test_it_finds_the_direct_messages_of_one_person(simulator: Running) -> None:
    person = simulator.control("directs", text="Hoi", username="noor_v")["from"]
    simulator.control("directs", text="Hi", username="tim_v")
    sent = simulator.message("Dag Noor", id=person).json()["message_id"]
    asked = {"user_id": person, "fields": "messages{id,message,from}"}
    threads = simulator.brand.get("/me/conversations", params=asked).json()["data"]
    assert [item["message"] for item in threads[0]["messages"]["data"]] == ["Dag Noor", "Hoi"]
    assert threads[0]["messages"]["data"][0]["id"] == sent
    assert len(threads) == 1


def test_it_hangs_a_reply_to_a_reply_under_the_top_level_comment(simulator: Running) -> None:
    top = simulator.control("comments", text="Prijs?")["id"]
    below = simulator.control("comments", text="Ja, prijs?", parent_id=top)["id"]
    reply = simulator.reply(below).json()["id"]
    assert simulator.brand.get(f"/{reply}", params={"fields": "parent_id"}).json()["parent_id"] == top


def test_it_hides_shows_and_deletes(simulator: Running) -> None:
    comment = simulator.control("comments", text="Sukkels")["id"]
    assert simulator.brand.post(f"/{comment}", params={"hide": "true"}).json() == {"success": True}
    assert simulator.brand.get(f"/{comment}", params={"fields": "hidden"}).json()["hidden"] is True
    assert simulator.brand.post(f"/{comment}", data={"hide": "false"}).json() == {"success": True}
    assert simulator.brand.delete(f"/{comment}").json() == {"success": True}
    assert code(simulator.brand.get(f"/{comment}")) == (100, 33)
    assert code(simulator.reply(comment)) == (100, 33)


def test_it_refuses_a_reply_to_a_hidden_comment(simulator: Running) -> None:
    comment = simulator.control("comments", text="Sukkels")["id"]
    simulator.brand.post(f"/{comment}", params={"hide": "true"})
    assert code(simulator.reply(comment)) == (100, None)


def test_it_does_not_hide_the_brands_own_comment(simulator: Running) -> None:
    reply = simulator.reply(simulator.control("comments", text="Prijs?")["id"]).json()["id"]
    assert code(simulator.brand.post(f"/{reply}", params={"hide": "true"})) == (100, None)


@pytest.mark.parametrize(("length", "status"), [(2200, 200), (2201, 400), (0, 400)])
def test_it_limits_comments_in_characters(simulator: Running, length: int, status: int) -> None:
    comment = simulator.control("comments", text="Prijs?")["id"]
    assert simulator.reply(comment, "é" * length).status_code == status


@pytest.mark.parametrize(("text", "status"), [("é" * 500, 200), ("é" * 501, 400), (" ", 400)])
def test_it_limits_direct_messages_in_bytes(simulator: Running, text: str, status: int) -> None:
    person = simulator.control("directs", text="Hoi")["from"]
    assert simulator.message(text, id=person).status_code == status


def test_it_allows_one_private_reply_for_each_comment(simulator: Running) -> None:
    comment = simulator.control("comments", text="Prijs?")["id"]
    assert simulator.message(comment_id=comment).status_code == 200
    assert code(simulator.message(comment_id=comment)) == (10, 2534025)


@pytest.mark.parametrize(("age", "status"), [(7 * DAY - 60, 200), (7 * DAY + 1, 400)])
def test_it_allows_a_private_reply_for_seven_days(simulator: Running, age: int, status: int) -> None:
    comment = simulator.control("comments", text="Prijs?")["id"]
    simulator.control("clock", shift_seconds=age)
    assert simulator.message(comment_id=comment).status_code == status


@pytest.mark.parametrize(
    ("age", "tag", "status"),
    [
        (DAY - 60, "", 200),
        (DAY + 1, "", 400),
        (DAY + 1, "HUMAN_AGENT", 200),
        (7 * DAY + 1, "HUMAN_AGENT", 400),
    ],
)
def test_it_closes_the_window_after_the_last_message(
    simulator: Running, age: int, tag: str, status: int
) -> None:
    person = simulator.control("directs", text="Hoi")["from"]
    simulator.control("clock", shift_seconds=age)
    answer = simulator.message(id=person, tag=tag)
    assert answer.status_code == status
    assert status == 200 or code(answer) == (10, 2534022)


def test_it_opens_no_window_by_a_private_reply(simulator: Running) -> None:
    comment = simulator.control("comments", text="Prijs?")
    simulator.message(comment_id=comment["id"])
    assert code(simulator.message(id=comment["from"])) == (10, 2534022)


def test_it_knows_no_stranger(simulator: Running) -> None:
    assert code(simulator.message(id="1789000000009999")) == (100, 2534014)
    assert code(simulator.brand.get("/17960000000000999")) == (100, 33)


def test_it_shows_no_account_the_things_of_another(simulator: Running) -> None:
    comment = simulator.control("comments", text="Prijs?")["id"]
    simulator.control("accounts", username="andere.bakker", token="other-token")
    asked = simulator.client.get(f"/v26.0/{comment}", params={"access_token": "other-token"})
    assert code(asked) == (100, 33)


@pytest.mark.parametrize("fields", ["nonsense", "replies{", "id,,text", "a{b{c{d{e{f{g}}}}}}"])
def test_it_refuses_fields_that_do_not_exist(simulator: Running, fields: str) -> None:
    comment = simulator.control("comments", text="Prijs?")["id"]
    assert simulator.brand.get(f"/{comment}", params={"fields": fields}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/me/nonsense", "/me/media/more/parts"])
def test_it_answers_unknown_paths_as_graph_does(simulator: Running, path: str) -> None:
    assert code(simulator.brand.get(path))[0] == 2500


def test_it_logs_every_write_with_its_outcome(simulator: Running) -> None:
    comment = simulator.control("comments", text="Prijs?")["id"]
    reply = simulator.reply(comment, "Hallo").json()["id"]
    simulator.reply("17960000000000999")
    simulator.brand.get("/me")
    done, refused = simulator.calls()
    assert (done["path"], done["body"], done["id"]) == (
        f"/v26.0/{comment}/replies",
        {"message": "Hallo"},
        reply,
    )
    assert (done["outcome"], refused["outcome"]) == ("done", "refused 100/33")
    assert simulator.client.get("/control/calls", params={"since": done["seq"]}).json()["calls"] == [refused]


def test_it_never_logs_the_token(simulator: Running) -> None:
    simulator.client.post("/v26.0/123", data={"access_token": "simulator-token", "hide": "true"})
    assert "simulator-token" not in simulator.client.get("/control/calls").text
    assert "simulator-token" not in simulator.client.get("/control/state").text
