"""What happens by itself while a crisis is on, beside that nobody is answered: links are held."""

from __future__ import annotations

from datetime import datetime

from accounts.audit import Actor
from automation.engine.facts import Facts
from inbox import services
from inbox.models import Message

CAUSE = "crisis"


def held(message: Message, facts: Facts, *, now: datetime) -> list[dict[str, object]]:
    """Hold a stranger's comment with a link; return the decision's entry about it, if there is one.

    The entry is like a rule's, with no rule: a person looks at the comment in the review queue.
    """
    is_crisis = message.channel.workspace.is_in_crisis(now)
    if not is_crisis or message.kind != "comment" or facts.signal("approved") or not facts.signal("has_link"):
        return []
    act: dict[str, object] = {"type": "hold", "state": "done"}
    try:
        call = services.hold(message, by=Actor.rule(CAUSE), key=f"crisis:{message.pk}")
    except services.Refused as refused:
        act |= {"state": "held_back", "reason": refused.code}
    else:
        act["call"] = call.pk
    return [
        {
            "rule": None,
            "name": "Crisis",
            "version": 0,
            "mode": "live",
            "why": "has a link, and a crisis is on",
            "spans": [list(link.span) for link in facts.extracts.links[:20]],
            "acts": [act],
        }
    ]
