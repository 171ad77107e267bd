"""A day at one of four brands, in four languages: an ordinary mix, broken by viral spikes and raids.

What a brand's people say is data (`brands/`); who speaks when is a pure function of the seed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from simulator.stories import normal_day
from simulator.stories.casting import customer, passer_by, spammer
from simulator.stories.script import Burst, CommentWritten, DirectEdited, DirectSent, Event, Script

BRANDS = Path(__file__).parent / "brands"
NAMES = ("bakery", "fashion", "games", "charity")
LANGUAGES = ("nl", "en", "de", "fr")
# Of ten people so many speak the brand's own language.
AT_HOME = 7
KINDS = {"question": 5, "praise": 5, "complaint": 3}
ACTS = {"comment": 60, "reply": 10, "direct": 16, "follow_up": 6, "edit": 2, "quiet": 6}
SPIKE_EVERY = 80
SPIKE_LENGTH = (20, 40)
SPIKE_KINDS = {"praise": 8, "question": 4, "complaint": 1}
POSTS = 5
RAID, SPIKE = "raid", "spike"


@lru_cache
def brand(name: str) -> dict[str, Any]:
    """What is said at this brand, with what is said everywhere."""
    files = [BRANDS / f"{part}.toml" for part in ("everybody", name)]
    everybody, its_own = (tomllib.loads(file.read_text(encoding="utf-8")) for file in files)
    return {**everybody, **its_own}


def next_event(name: str, script: Script) -> Event:
    """What happens next at this brand."""
    if script.burst is None:
        script.burst = _begun(brand(name), script)
    if script.burst is not None:
        return _of_burst(name, script, script.burst)
    act = script.pick(ACTS)
    return _ACTS[act](name, script) or _comment(name, script)


def stories() -> dict[str, Callable[[Script], Event]]:
    """One story for each brand."""
    return {name: partial(next_event, name) for name in NAMES}


def _begun(told: dict[str, Any], script: Script) -> Burst | None:
    """A raid or a spike below one post, if one begins now."""
    post = script.random.randrange(POSTS)
    if script.chance(1 / told["raid_every"]):
        return Burst(RAID, script.random.randint(*told["raid_length"]), post)
    if script.chance(1 / SPIKE_EVERY):
        return Burst(SPIKE, script.random.randint(*SPIKE_LENGTH), post)
    return None


def _of_burst(name: str, script: Script, burst: Burst) -> Event:
    left = burst.left - 1
    script.burst = Burst(burst.kind, left, burst.post) if left else None
    kind = RAID if burst.kind == RAID else script.pick(SPIKE_KINDS)
    author = spammer if burst.kind == RAID else passer_by
    return _said(name, script, kind, author(script.random), post=burst.post)


def _comment(name: str, script: Script) -> Event:
    post, on_ad = script.random.randrange(POSTS), script.chance(normal_day.ON_AD)
    return _said(name, script, script.pick(KINDS), customer(script.random), post=post, on_ad=on_ad)


def _said(name: str, script: Script, kind: str, username: str, *, post: int, on_ad: bool = False) -> Event:
    text = _text(name, script, kind)
    return script.wrote(
        CommentWritten(ref=script.ref(), username=username, text=text, post=post, on_ad=on_ad)
    )


def _text(name: str, script: Script, kind: str) -> str:
    told = brand(name)
    others = [language for language in LANGUAGES if language != told["language"]]
    is_home = script.chance(AT_HOME / 10)
    language = told["language"] if is_home else script.random.choice(others)
    return str(script.random.choice(told[kind][language]))


def _reply(name: str, script: Script) -> Event | None:
    answered = [said for said in script.comments if said.parent is None]
    if not answered:
        return None
    to = script.random.choice(answered[-20:])
    return script.wrote(
        CommentWritten(
            ref=script.ref(),
            username=customer(script.random),
            text=_text(name, script, "reply"),
            post=to.post,
            on_ad=to.on_ad,
            parent=to.ref,
        )
    )


def _direct(name: str, script: Script) -> Event:
    to_story = script.chance(normal_day.TO_STORY)
    username = customer(script.random)
    text = _text(name, script, "direct")
    return script.sent(DirectSent(ref=script.ref(), username=username, text=text, to_story=to_story))


def _follow_up(name: str, script: Script) -> Event | None:
    if not script.directs:
        return None
    before = script.random.choice(list(script.directs)[-10:])
    text = _text(name, script, "follow_up")
    return script.sent(DirectSent(ref=script.ref(), username=before.username, text=text))


def _edit(_name: str, script: Script) -> Event | None:
    if not script.directs:
        return None
    before = script.directs[-1]
    return DirectEdited(ref=before.ref, text=f"{before.text} 🙏")


def _quiet(_name: str, script: Script) -> Event | None:
    """Somebody reads, reacts or takes back, as on any day."""
    return normal_day.quietly(script)


_ACTS: dict[str, Callable[[str, Script], Event | None]] = {
    "comment": _comment,
    "reply": _reply,
    "direct": _direct,
    "follow_up": _follow_up,
    "edit": _edit,
    "quiet": _quiet,
}
