"""An ordinary day at a Facebook Page: as elsewhere, but people also change what they wrote."""

from __future__ import annotations

from simulator.stories import normal_day
from simulator.stories.script import CommentEdited, Event, Script

EDITED = 0.06


def next_event(script: Script) -> Event:
    """Now and then somebody corrects a comment."""
    if script.comments and script.chance(EDITED):
        written = script.random.choice(list(script.comments)[-20:])
        return CommentEdited(ref=written.ref, text=f"{written.text} (aangepast)")
    return normal_day.next_event(script)
