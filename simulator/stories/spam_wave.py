"""A wave of near-identical spam by many accounts, varied just enough to look new, over a normal day."""

from __future__ import annotations

from simulator.stories import normal_day
from simulator.stories.casting import spammer
from simulator.stories.script import CommentWritten, Event, Script

NORMAL = 0.25
POSTS = 5
AMOUNTS = ("500", "550", "600", "750", "1000", "1.500")
TAILS = ("", " 💰", " 🚀🚀", " !!!", " 👉 link in bio", " ✅", " DM me", " (legit)")
LOOKALIKES = str.maketrans({"a": "а", "e": "е", "o": "о"})
ZERO_WIDTH = "\u200b"


def next_event(script: Script) -> Event:
    """Three in four are spam."""
    if script.chance(NORMAL):
        return normal_day.next_event(script)
    return script.wrote(
        CommentWritten(
            ref=script.ref(),
            username=spammer(script.random),
            text=_variation(script),
            post=script.random.randrange(POSTS),
            on_ad=script.chance(normal_day.ON_AD),
        )
    )


def _variation(script: Script) -> str:
    """A template with another amount, number, tail and, at times, disguised letters."""
    text = script.text("spam_template").format(
        amount=script.random.choice(AMOUNTS), number=script.random.randrange(100, 999)
    )
    disguise = script.pick({"none": 6, "capitals": 2, "lookalikes": 1, "zero_width": 1})
    if disguise == "capitals":
        text = text.upper()
    elif disguise == "lookalikes":
        text = text.translate(LOOKALIKES)
    elif disguise == "zero_width":
        text = ZERO_WIDTH.join(text)
    return text + script.random.choice(TAILS)
