"""An ordinary day: questions, praise, a complaint, some spam, and direct messages with their sequels."""

from __future__ import annotations

from simulator.stories.casting import customer, spammer
from simulator.stories.script import (
    CommentWithdrawn,
    CommentWritten,
    DirectEdited,
    DirectReacted,
    DirectSeen,
    DirectSent,
    DirectUnsent,
    Event,
    Script,
)

ACTS = {
    "comment": 62,
    "reply": 9,
    "direct": 16,
    "follow_up": 5,
    "edit": 2,
    "unsend": 1,
    "react": 2,
    "see": 2,
    "withdraw": 1,
}
KINDS = {
    "praise": 24,
    "price": 20,
    "hours": 12,
    "allergy": 9,
    "emoji": 9,
    "tag": 9,
    "complaint": 8,
    "spam": 6,
    "insult": 3,
}
ON_AD = 0.2
TO_STORY = 0.15
POSTS = (0, 0, 0, 1, 1, 2, 3, 4)


def next_event(script: Script) -> Event:
    """What happens next; what needs something said before becomes a comment when nothing was."""
    return _ACTS[script.pick(ACTS)](script) or comment(script)


def comment(script: Script) -> Event:
    """A comment on a post or an ad."""
    kind = script.pick(KINDS)
    author = spammer if kind == "spam" else customer
    return script.wrote(
        CommentWritten(
            ref=script.ref(),
            username=author(script.random),
            text=script.text(kind),
            post=script.random.choice(POSTS),
            on_ad=script.chance(ON_AD),
        )
    )


def direct(script: Script) -> Event:
    """A direct message; some answer a story."""
    to_story = script.chance(TO_STORY)
    text = script.text("story_reply" if to_story else "direct")
    return script.sent(
        DirectSent(ref=script.ref(), username=customer(script.random), text=text, to_story=to_story)
    )


def _reply(script: Script) -> Event | None:
    answered = [said for said in script.comments if said.parent is None]
    if not answered:
        return None
    to = script.random.choice(answered[-20:])
    return script.wrote(
        CommentWritten(
            ref=script.ref(),
            username=customer(script.random),
            text=script.text("reply"),
            post=to.post,
            on_ad=to.on_ad,
            parent=to.ref,
        )
    )


def _follow_up(script: Script) -> Event | None:
    if not script.directs:
        return None
    before = script.random.choice(list(script.directs)[-10:])
    return script.sent(DirectSent(ref=script.ref(), username=before.username, text=script.text("follow_up")))


def _edit(script: Script) -> Event | None:
    if not script.directs:
        return None
    before = script.directs[-1]
    return DirectEdited(ref=before.ref, text=f"{before.text} (edit: alvast bedankt!)")


def _unsend(script: Script) -> Event | None:
    if not script.directs:
        return None
    # Not remembered any longer, so that nobody edits what was taken back.
    return DirectUnsent(ref=script.directs.pop().ref)


def _withdraw(script: Script) -> Event | None:
    if not script.comments:
        return None
    return CommentWithdrawn(ref=script.comments.pop().ref)


def _react(script: Script) -> Event | None:
    if not script.directs:
        return None
    return DirectReacted(username=script.random.choice(list(script.directs)[-10:]).username, emoji="❤")


def _see(script: Script) -> Event | None:
    if not script.directs:
        return None
    return DirectSeen(username=script.random.choice(list(script.directs)[-10:]).username)


def quietly(script: Script) -> Event | None:
    """What happens without new words: somebody reads, reacts or takes back."""
    return script.random.choice((_see, _react, _unsend, _withdraw))(script)


_ACTS = {
    "comment": comment,
    "reply": _reply,
    "direct": direct,
    "follow_up": _follow_up,
    "edit": _edit,
    "unsend": _unsend,
    "react": _react,
    "see": _see,
    "withdraw": _withdraw,
}
