"""Ask the platform how people are called of whom a message told only the id. Only workers come here."""

from __future__ import annotations

from datetime import datetime

import structlog

from inbox import live
from inbox.models import Conversation, Identity
from inbox.people import name_contacts
from platforms.base import Capability, Kind
from platforms.cleaning import clean
from platforms.errors import PlatformError

log = structlog.get_logger(__name__)
# A round is short: the rest waits for the next one.
MOST = 20


def look_up_people(*, now: datetime) -> int:
    """Look up nameless identities, each once; return how many got a name."""
    rows = Identity.objects.nameless().select_related("channel").order_by("pk")[:MOST]
    named = [identity for identity in rows if _claim(identity, now) and _look_up(identity)]
    name_contacts(named)
    for identity in named:
        conversations = Conversation.objects.filter(identity=identity).values_list("pk", flat=True)
        live.announce(identity.workspace_id, list(conversations[: live.MOST_IDS]))
    return len(named)


def _claim(identity: Identity, now: datetime) -> bool:
    """Mark as asked before asking: a name is not worth a second try, nor a second worker."""
    waiting = Identity.objects.nameless().filter(pk=identity.pk)
    return bool(waiting.update(looked_up_at=now)) and identity.channel.can(Capability.PROFILES)


def _look_up(identity: Identity) -> bool:
    comment = identity.messages.filter(kind=Kind.COMMENT).select_related("conversation__post").first()
    post = comment.conversation.post if comment else None
    try:
        person = identity.channel.connector().find_person(
            person_id=identity.external_id,
            comment_id=comment.external_id if comment else "",
            post_id=post.external_id if post else "",
        )
    except PlatformError as error:
        log.info("person_not_found", identity=identity.pk, code=error.code)
        return False
    identity.handle, identity.name = clean(person.handle)[:255], clean(person.name)[:255]
    # A message that named them meanwhile knows better.
    unnamed = Identity.objects.filter(pk=identity.pk, handle="", name="")
    return bool(unnamed.update(handle=identity.handle, name=identity.name))
