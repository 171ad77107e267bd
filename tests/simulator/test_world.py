from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator import world as worlds
from simulator.model import Comment, DirectMessage
from simulator.world import World

from .conftest import Receiver, Running, until


def test_it_goes_on_after_a_restart(start: Callable[..., Running], tmp_path: Path) -> None:
    first = start(data=tmp_path / "world.json")
    comment = first.control("comments", text="Prijs?")["id"]
    first.control("directs", text="Hoi")
    first.reply(comment)
    first.control("clock", shift_seconds=60)
    until(lambda: first.state()["deliveries"]["pending"] == 0)
    before, calls = first.state(), first.calls()
    first.stop()
    second = start(data=tmp_path / "world.json")
    after = second.state()
    for part in ("accounts", "posts", "comments", "directs", "clock_shift", "calls"):
        assert after[part] == before[part]
    assert second.calls() == calls
    assert second.control("comments", text="Nog een")["id"] > max(item["id"] for item in before["comments"])


def test_it_takes_a_renewed_token_after_a_restart(start: Callable[..., Running], tmp_path: Path) -> None:
    start(data=tmp_path / "world.json").stop()
    second = start(data=tmp_path / "world.json", access_token="renewed")
    assert second.brand.get("/me").status_code == 200


def test_it_delivers_after_a_restart_what_was_under_way(
    start: Callable[..., Running], receiver: Receiver, tmp_path: Path
) -> None:
    receiver.answers = [500] * 1000
    first = start(data=tmp_path / "world.json")
    comment = first.control("comments", text="Prijs?")["id"]
    until(lambda: receiver.requests)
    first.stop()
    receiver.answers = []
    receiver.requests.clear()
    start(data=tmp_path / "world.json")
    assert until(lambda: receiver.values)[0]["id"] == comment


def test_it_saves_within_a_second_for_its_owner_only(start: Callable[..., Running], tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    simulator = start(data=path)
    simulator.control("comments", text="Onthoud dit")
    until(lambda: path.exists() and "Onthoud dit" in path.read_text(), seconds=1.5)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_gives_no_id_twice_after_a_kill(start: Callable[..., Running], tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    first = start(data=path)
    first.control("comments", text="Opgeslagen")
    until(lambda: path.exists() and "Opgeslagen" in path.read_text())
    saved = path.read_text()
    lost = first.control("comments", text="Nog niet opgeslagen")["id"]
    first.stop()
    path.write_text(saved)
    assert start(data=path).control("comments", text="Erna")["id"] > lost


def test_it_gives_no_id_twice_after_a_reset(simulator: Running) -> None:
    before = simulator.control("comments", text="Prijs?")["id"]
    simulator.control("reset")
    assert simulator.state()["comments"] == []
    assert simulator.control("comments", text="Prijs?")["id"] > before


def test_it_forgets_the_oldest_comments_with_their_replies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds, "MAX_COMMENTS", 3)
    world = World()
    _comment(world, "1")
    _comment(world, "2", parent="1")
    _comment(world, "3")
    _comment(world, "4")
    assert list(world.comments) == ["3", "4"]
    assert [found.id for found in world.comments_on("p")] == ["3", "4"]


def test_it_forgets_the_oldest_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds, "MAX_MESSAGES", 2)
    world = World()
    for number in "123":
        world.add_message(DirectMessage(mid=number, account_id="a", person_id=number, text="x", at=0))
    assert list(world.messages) == ["2", "3"]
    assert len(list(world.threads_of("a"))) == 2


def test_it_forgets_people_who_were_silent_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds, "MAX_PEOPLE", 2)
    world = World()
    for username in ("a", "b", "a", "c"):
        world.person_named(username)
    assert [person.username for person in world.people.values()] == ["a", "c"]


def _comment(world: World, number: str, *, parent: str | None = None) -> None:
    world.add_comment(
        Comment(
            id=number,
            account_id="a",
            post_id="p",
            author_id="1",
            username="u",
            text="x",
            at=0,
            parent_id=parent,
        )
    )
