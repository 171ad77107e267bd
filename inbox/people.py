"""Set-based storing of who wrote, and under which post. Called by ingest only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from inbox.models import Channel, Contact, Identity, Post
from inbox.rows import insert_rows, update_rows
from platforms.base import Author, Incoming, Kind, PostRef
from platforms.cleaning import clean

# Anything else, such as `javascript:`, has no business behind a link of ours.
WEB = ("https://", "http://")


def store_identities(channel: Channel, items: Sequence[Incoming]) -> dict[str, Identity]:
    """Return the identity of every person these items name, by external id."""
    latest = _latest_authors(items)
    found = {row.external_id: row for row in channel.identities.filter(external_id__in=latest)}
    _create_missing(channel, {key: item for key, item in latest.items() if key not in found}, found)
    changed = [
        identity for key, (author, item) in latest.items() if _is_news(identity := found[key], author, item)
    ]
    update_rows(Identity, changed, ["handle", "name", "seen_at"])
    if changed:
        name_contacts(changed)
    return found


def name_contacts(identities: Sequence[Identity]) -> None:
    """A contact is called what we first learn of them; people may change that later."""
    unnamed = Contact.objects.filter(identities__in=identities, name="")
    known = Identity.objects.filter(contact=OuterRef("pk")).exclude(name="", handle="")
    name = known.annotate(label=Coalesce(NullIf("name", Value("")), "handle")).values("label")[:1]
    unnamed.update(name=Coalesce(Subquery(name), Value("")))


def _latest_authors(items: Sequence[Incoming]) -> dict[str, tuple[Author, Incoming]]:
    """Return each person with the latest item that says how they are called."""
    latest: dict[str, tuple[Author, Incoming]] = {}
    for item in items:
        author = None if item.is_own else item.author
        if author is None and item.kind is Kind.DIRECT:
            # An echo names only the person it went to: the thread is theirs.
            author = Author(item.thread_id)
        if author is None:
            continue
        known = latest.get(author.external_id)
        if known is None or _tells_more(author, item) > _tells_more(*known):
            latest[author.external_id] = (author, item)
    return latest


def _tells_more(author: Author, item: Incoming) -> tuple[bool, datetime]:
    """Order what is said of a person: a name before none, then the later one."""
    assert item.occurred_at is not None  # ingest filled it in
    return bool(author.handle or author.name), item.occurred_at


def _create_missing(
    channel: Channel, missing: dict[str, tuple[Author, Incoming]], found: dict[str, Identity]
) -> None:
    contacts = insert_rows(
        Contact,
        [
            Contact(workspace_id=channel.workspace_id, name=clean(author.name or author.handle)[:255])
            for author, _ in missing.values()
        ],
    )
    rows = [
        Identity(
            workspace_id=channel.workspace_id,
            channel=channel,
            contact=contact,
            external_id=key,
            handle=clean(author.handle)[:255],
            name=clean(author.name)[:255],
            seen_at=item.occurred_at if _tells_more(author, item)[0] else None,
        )
        for contact, (key, (author, item)) in zip(contacts, missing.items(), strict=True)
    ]
    found.update({row.external_id: row for row in insert_rows(Identity, rows)})


def _is_news(identity: Identity, author: Author, item: Incoming) -> bool:
    """Take over a newer handle and name, and an older one where there is none; return whether it did."""
    is_named, occurred_at = _tells_more(author, item)
    if not is_named:
        return False
    before = (identity.handle, identity.name, identity.seen_at)
    handle, name = clean(author.handle)[:255], clean(author.name)[:255]
    if identity.seen_at is None or occurred_at > identity.seen_at:
        identity.handle, identity.name = handle or identity.handle, name or identity.name
        identity.seen_at = occurred_at
    else:
        identity.handle, identity.name = identity.handle or handle, identity.name or name
    return before != (identity.handle, identity.name, identity.seen_at)


def store_posts(channel: Channel, items: Sequence[Incoming]) -> dict[str, Post]:
    """Return the post of every item that names one, by external id."""
    named: dict[str, PostRef] = {}
    for item in items:
        if item.post and (item.post.external_id not in named or item.post.title):
            named[item.post.external_id] = item.post
    found = {row.external_id: row for row in channel.posts.filter(external_id__in=named)}
    created = Post.objects.bulk_create(
        Post(
            workspace_id=channel.workspace_id,
            channel=channel,
            external_id=key,
            title=clean(ref.title)[:500],
            permalink=clean(ref.permalink)[:500] if ref.permalink.startswith(WEB) else "",
            is_ad=ref.is_ad,
            ad_id=ref.ad_id[:255],
        )
        for key, ref in named.items()
        if key not in found
    )
    untitled = [row for key, row in found.items() if not row.title and named[key].title]
    for row in untitled:
        row.title = clean(named[row.external_id].title)[:500]
    Post.objects.bulk_update(untitled, ["title"])
    return found | {row.external_id: row for row in created}
