"""Labels on conversations, contacts and posts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext

from accounts import audit
from accounts.audit import Actor
from inbox import live, occurrences
from inbox.models import (
    Contact,
    ContactLabel,
    Conversation,
    ConversationLabel,
    Label,
    Occurrence,
    Post,
    PostLabel,
)
from inbox.services.recording import announce_people, record
from inbox.services.refusals import Refused


@transaction.atomic
def label(conversations: Iterable[Conversation], name: str, *, by: Actor) -> int:
    """Put a label on conversations, made when it is new; return how many got it. Raises Refused."""
    name = _checked(name)
    chosen = list(conversations)
    labels = {workspace_id: _label(workspace_id, name) for workspace_id in {c.workspace_id for c in chosen}}
    has_it = ConversationLabel.objects.filter(label__in=labels.values(), conversation__in=chosen)
    labelled = set(has_it.values_list("conversation_id", flat=True))
    changing = [c for c in chosen if c.pk not in labelled]
    ConversationLabel.objects.bulk_create(
        [ConversationLabel(conversation=c, label=labels[c.workspace_id]) for c in changing],
        ignore_conflicts=True,
    )
    record(changing, "label", by=by, label=name)
    occurrences.store(Occurrence.Kind.LABEL_ADDED, changing, by=by, detail=name)
    return len(changing)


@transaction.atomic
def unlabel(conversations: Iterable[Conversation], name: str, *, by: Actor) -> int:
    """Take a label off; return how many had it."""
    chosen = {c.pk: c for c in conversations}
    links = ConversationLabel.objects.filter(conversation__in=chosen, label__name=name)
    changing = [chosen[pk] for pk in set(links.values_list("conversation_id", flat=True))]
    links.delete()
    record(changing, "unlabel", by=by, label=name)
    return len(changing)


@transaction.atomic
def label_contact(contact: Contact, name: str, *, by: Actor) -> bool:
    """Put a label on a person, made when it is new; return whether they got it. Raises Refused."""
    found = _label(contact.workspace_id, _checked(name))
    _, is_new = ContactLabel.objects.get_or_create(contact=contact, label=found)
    if is_new:
        _record_on_contact(contact, "label", found.name, by=by)
    return is_new


@transaction.atomic
def unlabel_contact(contact: Contact, name: str, *, by: Actor) -> bool:
    """Take a label off a person; return whether they had it."""
    deleted, _ = ContactLabel.objects.filter(contact=contact, label__name=name).delete()
    if deleted:
        _record_on_contact(contact, "unlabel", name, by=by)
    return bool(deleted)


@transaction.atomic
def label_post(post: Post, name: str, *, by: Actor) -> bool:
    """Put a label on a post, made when it is new; return whether it got it. Raises Refused."""
    found = _label(post.workspace_id, _checked(name))
    _, is_new = PostLabel.objects.get_or_create(post=post, label=found)
    if is_new:
        _record_on_post(post, "label", found.name, by=by)
    return is_new


@transaction.atomic
def unlabel_post(post: Post, name: str, *, by: Actor) -> bool:
    """Take a label off a post; return whether it had it."""
    deleted, _ = PostLabel.objects.filter(post=post, label__name=name).delete()
    if deleted:
        _record_on_post(post, "unlabel", name, by=by)
    return bool(deleted)


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60:
        raise Refused("invalid", gettext("A label has 1 to 60 characters."))
    return name


def _label(workspace_id: int, name: str) -> Label:
    return Label.objects.get_or_create(workspace_id=workspace_id, name=name)[0]


def _record_on_contact(contact: Contact, verb: str, name: str, *, by: Actor) -> None:
    audit.record(contact.workspace_id, verb, contact, by=by, label=name)
    announce_people(contact.identities.all())


def _record_on_post(post: Post, verb: str, name: str, *, by: Actor) -> None:
    audit.record(post.workspace_id, verb, post, by=by, label=name)
    live.announce(post.workspace_id, post.conversations.values_list("pk", flat=True)[: live.MOST_IDS])
