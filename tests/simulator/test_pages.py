from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Running

POST = "/p/17950000000000006"


@pytest.fixture
def comment(simulator: Running) -> str:
    return str(simulator.control("comments", text="Wat kost dit?", username="lotte.bakt")["id"])


def test_it_shows_the_posts_of_the_brand(simulator: Running) -> None:
    page = simulator.client.get("/")
    assert page.text.count('class="card"') == 6
    assert "what the public would see" in page.text


def test_it_shows_comments_with_the_brands_replies(simulator: Running, comment: str) -> None:
    simulator.reply(comment, "Vanaf 25 euro!")
    page = simulator.client.get(POST).text
    assert "Wat kost dit?" in page
    assert "Vanaf 25 euro!" in page
    assert '<span class="label">Bakkerij Voorbeeld</span>' in page
    assert "2 comments" in page


def test_it_leaves_no_trace_of_hidden_comments(simulator: Running, comment: str) -> None:
    simulator.reply(comment, "Vanaf 25 euro!")
    simulator.brand.post(f"/{comment}", params={"hide": "true"})
    page = simulator.client.get(POST).text
    assert "Wat kost dit?" not in page
    assert "Vanaf 25 euro!" not in page
    assert comment not in page
    assert "0 comments" in page


def test_it_leaves_no_trace_of_deleted_comments(simulator: Running, comment: str) -> None:
    simulator.brand.delete(f"/{comment}")
    assert comment not in simulator.client.get(POST).text


def test_it_shows_hostile_text_as_text(simulator: Running) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    simulator.control("comments", text=hostile)
    simulator.control("directs", text=hostile, username="sem_v")
    for path in (
        POST,
        "/direct/",
        "/direct/sem_v",
        f"{POST}?problem={hostile}&as={hostile}",
        f"/direct/{hostile}",
    ):
        page = simulator.client.get(path).text
        assert "<img" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize("path", ["/", POST, "/direct/", "/static/refresh.js", "/healthz"])
def test_it_sends_a_strict_policy(simulator: Running, path: str) -> None:
    policy = simulator.client.get(path).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")


@pytest.mark.parametrize("path", ["/", POST, "/direct/", "/direct/lotte.bakt"])
def test_it_needs_no_inline_style_or_script_and_nothing_from_elsewhere(simulator: Running, path: str) -> None:
    page = simulator.client.get(path).text
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page
    assert "http" not in page


def test_it_lets_anybody_write_a_comment(simulator: Running) -> None:
    answer = simulator.client.post(POST, data={"username": "@Nieuw.Hier", "text": "Lekker!"})
    assert (answer.status_code, answer.headers["Location"].split("#")[0]) == (303, f"{POST}?as=nieuw.hier")
    assert simulator.state()["comments"][0]["username"] == "nieuw.hier"


def test_it_lets_anybody_answer_a_comment(simulator: Running, comment: str) -> None:
    assert "Replying to" in simulator.client.get(POST, params={"reply": comment}).text
    simulator.client.post(POST, data={"username": "sem_v", "text": "Ja?", "parent_id": comment})
    assert simulator.state()["comments"][1]["parent_id"] == comment


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"username": "sem_v", "text": " "}, "Write something first."),
        ({"username": "no spaces!", "text": "x"}, "A user name has"),
        ({"username": "bakkerij.voorbeeld", "text": "x"}, "That is a brand."),
        ({"username": "sem_v", "text": "x" * 2201}, "That is too long"),
        ({"username": "sem_v", "text": "x", "parent_id": "1"}, "not there any more"),
        ({}, "A user name has"),
    ],
)
def test_it_says_what_is_wrong_with_a_comment(simulator: Running, form: dict[str, str], problem: str) -> None:
    page = simulator.client.post(POST, data=form, follow_redirects=True)
    assert page.status_code == 200
    assert problem in page.text
    assert simulator.state()["comments"] == []


def test_it_takes_no_comment_where_they_are_closed(simulator: Running) -> None:
    simulator.brand.post("/17950000000000006", data={"comment_enabled": "false"})
    assert "<form" not in simulator.client.get(POST).text
    assert simulator.client.post(POST, data={"username": "sem_v", "text": "x"}).status_code == 303
    assert simulator.state()["comments"] == []


def test_it_shows_a_thread_as_the_person_sees_it(simulator: Running) -> None:
    answer = simulator.client.post("/direct/", data={"username": "sem_v", "text": "Hoi"})
    assert answer.headers["Location"].startswith("/direct/sem_v")
    person = simulator.state()["directs"][0]["person_id"]
    simulator.message("Dag Sem", id=person)
    mid = simulator.control("directs", username="sem_v", text="Oeps, verkeerd")["mid"]
    simulator.control(f"directs/{mid}/unsend")
    page = simulator.client.get("/direct/sem_v").text
    assert "Dag Sem" in page
    assert "Oeps" not in page
    assert "sem_v" in simulator.client.get("/direct/").text


@pytest.mark.parametrize("path", ["/p/1", "/?brand=nobody", "/nothing"])
def test_it_does_not_know_other_pages(simulator: Running, path: str) -> None:
    assert simulator.client.get(path).status_code == 404


def test_it_takes_no_large_form(start: Callable[..., Running]) -> None:
    assert start().client.post(POST, data={"text": "x" * 70_000}).status_code == 413
