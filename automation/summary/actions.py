"""What a rule does, each as a command: “reply with …”."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext, gettext_lazy

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
from automation.summary.wording import duration, excerpt, listed, shortened

PLAIN = {
    "like": gettext_lazy("like it"),
    "unhide": gettext_lazy("show it again"),
    "hold": gettext_lazy("hold it for review"),
    "approve": gettext_lazy("let it pass"),
    "block_author": gettext_lazy("block its author"),
    "resolve": gettext_lazy("resolve it"),
}
ANSWERS = {
    "reply": gettext_lazy("reply with %(text)s"),
    "private_reply": gettext_lazy("send privately %(text)s"),
    "suggest_reply": gettext_lazy("suggest the answer %(text)s"),
}
LABELLED = {
    "conversation": gettext_lazy("label it “%(label)s”"),
    "contact": gettext_lazy("label its author “%(label)s”"),
    "post": gettext_lazy("label its post “%(label)s”"),
}
STATUSES = {
    "open": gettext_lazy("set it to open"),
    "pending": gettext_lazy("set it to pending"),
    "resolved": gettext_lazy("set it to resolved"),
}
SENTIMENTS = {
    "positive": gettext_lazy("mark it as positive"),
    "neutral": gettext_lazy("mark it as neutral"),
    "negative": gettext_lazy("mark it as negative"),
}


def action_text(action: AnyAction) -> str:
    """Return what one action does."""
    if isinstance(action, Texts):
        return str(ANSWERS[action.type]) % {"text": _texts(action)}
    for kind, say in _SAYS:
        if isinstance(action, kind):
            return say(action)
    return str(PLAIN[action.type])


def _texts(action: Texts) -> str:
    count = len(action.variants) + len(action.saved_replies)
    if count > 1:
        return gettext("one of %(n)d texts") % {"n": count}
    if action.saved_replies:
        return gettext("the saved reply “%(name)s”") % {"name": action.saved_replies[0]}
    return excerpt(action.variants[0])


def _hide(action: HideAction) -> str:
    ends = action.unhide_when_edited_away
    if not action.unhide_after_minutes:
        return gettext("hide it until an edit takes the reason away") if ends else gettext("hide it")
    text = gettext("hide it for %(time)s")
    if ends:
        text = gettext("hide it for %(time)s or until an edit takes the reason away")
    return text % {"time": duration(action.unhide_after_minutes)}


def _delete(action: DeleteAction) -> str:
    return gettext("hide it now and delete it after %(time)s") % {"time": duration(action.grace_minutes)}


def _assign(action: AssignAction) -> str:
    whom = {
        "in_turn": gettext("assign it to the next in turn"),
        "last_agent": gettext("assign it to whoever helped this person last"),
    }
    return whom.get(action.to) or gettext("assign it to %(email)s") % {"email": action.email}


def _label(action: LabelAction) -> str:
    return str(LABELLED[action.on]) % {"label": action.label}


def _priority(action: PriorityAction) -> str:
    text = gettext("raise its priority by %(n)d (%(reason)s)")
    if action.by < 0:
        text = gettext("lower its priority by %(n)d (%(reason)s)")
    return text % {"n": abs(action.by), "reason": action.reason}


def _notify(action: NotifyAction) -> str:
    whom = shortened(action.emails, "and") if action.emails else gettext("the admins")
    wished = ((gettext("e-mail"), action.by_email), (gettext("webhook"), action.by_webhook))
    ways = listed([way for way, is_on in wished if is_on], "and")
    also = gettext(" (also by %(ways)s)") % {"ways": ways} if ways else ""
    return gettext("tell %(whom)s %(text)s") % {"whom": whom, "text": excerpt(action.text)} + also


_SAYS: tuple[tuple[type[AnyAction], Callable[..., str]], ...] = (
    (HideAction, _hide),
    (DeleteAction, _delete),
    (AssignAction, _assign),
    (LabelAction, _label),
    (PriorityAction, _priority),
    (NotifyAction, _notify),
    (StatusAction, lambda action: str(STATUSES[action.status])),
    (SnoozeAction, lambda action: gettext("snooze it for %(time)s") % {"time": duration(action.minutes)}),
    (SentimentAction, lambda action: str(SENTIMENTS[action.sentiment])),
    (NoteAction, lambda action: gettext("write the note %(text)s") % {"text": excerpt(action.text)}),
)
