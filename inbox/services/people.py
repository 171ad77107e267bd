"""What a team decides about the people who write."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts import audit
from accounts.audit import Actor
from inbox.models import Contact, Identity, Message, PlatformCall
from inbox.policy import is_possible
from inbox.services.calling import cancel, queue
from inbox.services.recording import announce_people
from inbox.services.refusals import Refused

Verb = PlatformCall.Verb
MOST_CALLS = 10


@transaction.atomic
def block_author(target: Message | Identity, *, by: Actor, key: str = "") -> bool:
    """Block a person: no rule answers them any more. Return whether they were not yet.

    Where the platform can, they are blocked there as well. Raises Refused for a person who was
    approved, and for a message without an author of its own.
    """
    identity = _identity_of(target)
    if identity.contact.is_approved:
        raise Refused("author_approved", gettext("This person was approved. Take that back first."))
    if not _change(identity, "block_author", by=by, blocked_at=timezone.now()):
        return False
    message = target if isinstance(target, Message) else identity.messages.order_by("-sent_at").first()
    if message is not None and is_possible(Verb.BLOCK, identity.channel.connector_class):
        queue(Verb.BLOCK, message, by=by, key=key)
    return True


@transaction.atomic
def unblock_author(target: Message | Identity, *, by: Actor) -> bool:
    """Take a block back; return whether there was one. On the platform itself it is lifted there."""
    identity = _identity_of(target)
    if not _change(identity, "unblock_author", by=by, blocked_at=None):
        return False
    for call in PlatformCall.objects.filter(
        message__identity=identity, verb=Verb.BLOCK, status=PlatformCall.Status.QUEUED
    )[:MOST_CALLS]:
        cancel(call, by=by)
    return True


def opt_out(identity: Identity, *, by: Actor) -> bool:
    """Send this person nothing automatic any more; return whether that is news."""
    return _change(identity, "opt_out", by=by, opted_out_at=timezone.now())


def opt_in(identity: Identity, *, by: Actor) -> bool:
    """Allow automatic messages to this person again; return whether that is news."""
    return _change(identity, "opt_in", by=by, opted_out_at=None)


def set_vip(target: Contact | Identity | Message, is_vip: bool = True, *, by: Actor) -> bool:
    """Mark a person as a VIP, or not; return whether that is news."""
    return _mark(_contact_of(target), "set_vip", by=by, is_vip=is_vip)


def approve_author(target: Contact | Identity | Message, is_approved: bool = True, *, by: Actor) -> bool:
    """Mark a person as approved, which wins over a block, or not; return whether that is news."""
    return _mark(_contact_of(target), "approve_author", by=by, is_approved=is_approved)


@transaction.atomic
def _change(identity: Identity, verb: str, *, by: Actor, **moment: Any) -> bool:
    """Set a moment that was not set, or empty one that was; return whether anything changed."""
    [(name, at)] = moment.items()
    others = Identity.objects.filter(pk=identity.pk, **{f"{name}__isnull": at is not None})
    if not others.update(**moment):
        return False
    setattr(identity, name, at)
    audit.record(identity.workspace_id, verb, identity, by=by)
    announce_people([identity])
    return True


@transaction.atomic
def _mark(contact: Contact, verb: str, *, by: Actor, **flag: bool) -> bool:
    [(name, value)] = flag.items()
    if not Contact.objects.filter(pk=contact.pk).exclude(**flag).update(**flag):
        return False
    setattr(contact, name, value)
    audit.record(contact.workspace_id, verb, contact, by=by, **flag)
    announce_people(contact.identities.all())
    return True


def _identity_of(target: Message | Identity) -> Identity:
    identity = target.identity if isinstance(target, Message) else target
    if identity is None:
        raise Refused(
            "author_unknown", gettext("Nobody knows who wrote this message, or the channel did itself.")
        )
    return identity


def _contact_of(target: Contact | Identity | Message) -> Contact:
    return target if isinstance(target, Contact) else _identity_of(target).contact
