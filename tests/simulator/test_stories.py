from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import islice, pairwise

import pytest

from simulator import stories
from simulator.stories import brand_day
from simulator.stories.script import TEXTS, CommentWritten, DirectSent, Event, lines

from .conftest import Receiver, Running, until

NAMES = sorted(stories.STORIES)


def tell(name: str, *, seed: int = 1, count: int = 500) -> list[tuple[float, Event]]:
    return list(islice(stories.events(name, seed=seed, rate=2), count))


@pytest.mark.parametrize("name", NAMES)
def test_it_tells_the_same_story_for_the_same_seed(name: str) -> None:
    assert tell(name) == tell(name)
    assert tell(name) != tell(name, seed=2)


@pytest.mark.parametrize("name", NAMES)
def test_it_keeps_the_rate_and_the_order_of_time(name: str) -> None:
    offsets = [offset for offset, _ in tell(name)]
    assert all(before <= after for before, after in pairwise(offsets))
    assert 200 < offsets[-1] < 300


@pytest.mark.parametrize("name", NAMES)
def test_it_ends_after_its_seconds(name: str) -> None:
    assert all(offset <= 10 for offset, _ in stories.events(name, seed=1, rate=5, seconds=10))


def test_it_has_a_normal_day_with_everything_in_it() -> None:
    told = [event for _, event in tell("normal_day", count=1000)]
    assert {type(event).__name__ for event in told} == {
        "CommentWritten",
        "CommentWithdrawn",
        "DirectSent",
        "DirectEdited",
        "DirectUnsent",
        "DirectSeen",
        "DirectReacted",
    }
    comments = [event for event in told if isinstance(event, CommentWritten)]
    assert any(comment.on_ad for comment in comments)
    assert any(comment.parent for comment in comments)
    assert any(event.to_story for event in told if isinstance(event, DirectSent))


def test_it_sends_a_viral_rush_to_one_post() -> None:
    posts = Counter(event.post for _, event in tell("viral_post") if isinstance(event, CommentWritten))
    assert posts.most_common(1)[0][1] > 0.8 * posts.total()


def test_it_sends_spam_from_many_hands() -> None:
    comments = [event for _, event in tell("spam_wave") if isinstance(event, CommentWritten)]
    authors = Counter(comment.username for comment in comments)
    assert len(authors) > 150
    assert authors.most_common(1)[0][1] < 0.1 * len(comments)


@pytest.mark.parametrize(
    "kind", ["price", "hours", "allergy", "praise", "complaint", "tag", "spam", "direct"]
)
def test_it_has_plenty_to_say(kind: str) -> None:
    assert len(set(lines(kind))) >= 40


@pytest.mark.parametrize("name", brand_day.NAMES)
def test_it_has_a_brand_with_everything_in_it(name: str) -> None:
    told = [event for _, event in tell(name, count=5000)]
    comments = [event for event in told if isinstance(event, CommentWritten)]
    said = Counter(event.text for event in told if isinstance(event, CommentWritten | DirectSent))
    for kind in ("question", "complaint", "praise", "direct", "raid", "reply", "follow_up"):
        for language in brand_day.LANGUAGES:
            assert said.keys() & set(brand_day.brand(name)[kind][language]), (kind, language)
    assert any(event.on_ad for event in comments)
    assert any(event.to_story for event in told if isinstance(event, DirectSent))


@pytest.mark.parametrize(("name", "least"), [("charity", 0.5), ("games", 0.2), ("bakery", 0.05)])
def test_it_raids_below_one_post_at_a_time(name: str, least: float) -> None:
    insults = {text for said in brand_day.brand(name)["raid"].values() for text in said}
    comments = [event for _, event in tell(name, count=1500) if isinstance(event, CommentWritten)]
    raids = [event for event in comments if event.text in insults]
    assert len(raids) > least * len(comments)
    assert sum(one.post == other.post for one, other in pairwise(raids)) > 0.9 * len(raids)


def test_it_has_no_empty_or_repeated_text() -> None:
    for path in TEXTS.glob("*.txt"):
        found = path.read_text(encoding="utf-8").splitlines()
        assert all(line.strip() == line and line for line in found), path
        assert len(found) == len(set(found)), path


def test_it_plays_a_story_to_the_receiver(simulator: Running, receiver: Receiver) -> None:
    answer = simulator.client.post(
        "/control/stories", json={"story": "normal_day", "rate": 200, "seconds": 0.5}
    )
    assert answer.status_code == 202
    until(lambda: not simulator.client.get("/control/stories").json()["running"])
    until(lambda: simulator.state()["deliveries"]["pending"] == 0)
    assert len(receiver.values) > 50


def test_it_stops_a_story(simulator: Running) -> None:
    simulator.control("stories", story="viral_post", rate=100)
    until(lambda: simulator.client.get("/control/stories").json()["told"])
    simulator.client.delete("/control/stories")
    until(lambda: not simulator.client.get("/control/stories").json()["running"])


def test_it_begins_with_the_story_of_its_settings(start: Callable[..., Running]) -> None:
    simulator = start(story="spam_wave", rate=100)
    assert until(lambda: simulator.state()["comments"])
