"""One post takes off: a rush of praise, tagged friends and the same few questions, from new people."""

from __future__ import annotations

from simulator.stories import normal_day
from simulator.stories.casting import passer_by, spammer
from simulator.stories.script import CommentWritten, Event, Script

# The reel: with the newest post first, the second of the bakery's.
VIRAL = 1
ELSEWHERE = 0.08
AS_REPLY = 0.12
KINDS = {
    "praise": 34,
    "tag": 26,
    "emoji": 16,
    "price": 9,
    "hours": 5,
    "allergy": 4,
    "spam": 4,
    "complaint": 1,
    "insult": 1,
}


def next_event(script: Script) -> Event:
    """Mostly the viral post; the rest of the shop goes on."""
    if script.chance(ELSEWHERE):
        return normal_day.next_event(script)
    answerable = [said for said in script.comments if _can_be_answered(said)]
    if answerable and script.chance(AS_REPLY):
        return _said(script, kind="reply", parent=script.random.choice(answerable[-30:]).ref)
    return _said(script, kind=script.pick(KINDS))


def _said(script: Script, *, kind: str, parent: str | None = None) -> Event:
    author = spammer if kind == "spam" else passer_by
    return script.wrote(
        CommentWritten(
            ref=script.ref(),
            username=author(script.random),
            text=script.text(kind),
            post=VIRAL,
            parent=parent,
        )
    )


def _can_be_answered(said: CommentWritten) -> bool:
    return said.post == VIRAL and not said.on_ad and said.parent is None
