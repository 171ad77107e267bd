"""What a rule does, each as a command: “reply with …”."""

from __future__ import annotations

from collections.abc import Callable

from automation.schema import (
    AnyAction,
    AssignAction,
    DeleteAction,
    HideAction,
    LabelAction,
    NoteAction,
    NotifyAction,
    PriorityAction,
    SentimentAction,
    SnoozeAction,
    StatusAction,
    Texts,
)
from automation.summary.wording import duration, excerpt, shortened

PLAIN = {
    "like": "like it",
    "unhide": "show it again",
    "hold": "hold it for review",
    "approve": "let it pass",
    "block_author": "block its author",
    "resolve": "resolve it",
}
ANSWERS = {"reply": "reply with", "private_reply": "send privately", "suggest_reply": "suggest the answer"}
LABELLED = {"conversation": "it", "contact": "its author", "post": "its post"}


def action_text(action: AnyAction) -> str:
    """Return what one action does."""
    if isinstance(action, Texts):
        return f"{ANSWERS[action.type]} {_texts(action)}"
    for kind, say in _SAYS:
        if isinstance(action, kind):
            return say(action)
    return PLAIN[action.type]


def _texts(action: Texts) -> str:
    count = len(action.variants) + len(action.saved_replies)
    if count > 1:
        return f"one of {count} texts"
    if action.saved_replies:
        return f"the saved reply “{action.saved_replies[0]}”"
    return excerpt(action.variants[0])


def _hide(action: HideAction) -> str:
    time = f" for {duration(action.unhide_after_minutes)}" if action.unhide_after_minutes else ""
    until = " until an edit takes the reason away" if action.unhide_when_edited_away else ""
    return f"hide it{time}{' or' if time and until else ''}{until}"


def _delete(action: DeleteAction) -> str:
    return f"hide it now and delete it after {duration(action.grace_minutes)}"


def _assign(action: AssignAction) -> str:
    whom = {"in_turn": "the next in turn", "last_agent": "whoever helped this person last"}
    return f"assign it to {whom.get(action.to) or action.email}"


def _label(action: LabelAction) -> str:
    return f"label {LABELLED[action.on]} “{action.label}”"


def _priority(action: PriorityAction) -> str:
    verb = "raise" if action.by >= 0 else "lower"
    return f"{verb} its priority by {abs(action.by)} ({action.reason})"


def _notify(action: NotifyAction) -> str:
    whom = shortened(action.emails, "and") if action.emails else "the admins"
    ways = [way for way, is_on in (("e-mail", action.by_email), ("webhook", action.by_webhook)) if is_on]
    also = f" (also by {' and '.join(ways)})" if ways else ""
    return f"tell {whom} {excerpt(action.text)}{also}"


_SAYS: tuple[tuple[type[AnyAction], Callable[..., str]], ...] = (
    (HideAction, _hide),
    (DeleteAction, _delete),
    (AssignAction, _assign),
    (LabelAction, _label),
    (PriorityAction, _priority),
    (NotifyAction, _notify),
    (StatusAction, lambda action: f"set it to {action.status}"),
    (SnoozeAction, lambda action: f"snooze it for {duration(action.minutes)}"),
    (SentimentAction, lambda action: f"mark it as {action.sentiment}"),
    (NoteAction, lambda action: f"write the note {excerpt(action.text)}"),
)
