"""Scripted days at made-up brands. Pure: the same seed tells the same story."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.stories import brand_day, normal_day, page_day, spam_wave, viral_post
from simulator.stories.script import Event, Script

Story = Callable[[Script], Event]

STORIES: dict[str, Story] = {
    "normal_day": normal_day.next_event,
    "page_day": page_day.next_event,
    "viral_post": viral_post.next_event,
    "spam_wave": spam_wave.next_event,
    **brand_day.stories(),
}


def events(
    name: str, *, seed: int, rate: float, seconds: float | None = None
) -> Iterator[tuple[float, Event]]:
    """The events of a story with their offsets in seconds; without `seconds` it never ends."""
    script = Script(seed)
    offset = 0.0
    while True:
        offset += script.random.expovariate(rate)
        if seconds is not None and offset > seconds:
            return
        yield offset, STORIES[name](script)
