"""Who is meant by an @ in a note."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from inbox.models import Note
from inbox.services.telling import notify

MOST_MEMBERS = 200


def members_of(workspace_id: int) -> list[User]:
    """Return who can be mentioned in a workspace, by name."""
    members = User.objects.filter(is_active=True, memberships__workspace=workspace_id)
    return list(members.order_by("name", "email")[:MOST_MEMBERS])


def mentioned_in(text: str, members: Iterable[User]) -> list[User]:
    """Return the members whose name or e-mail address stands behind an @, the longest that fits.

    Two of the same name are both meant.
    """
    known: dict[str, list[User]] = defaultdict(list)
    for member in members:
        for name in {member.name.casefold(), member.email.casefold()} - {""}:
            known[name].append(member)
    longest_first = sorted(known, key=len, reverse=True)
    _start, *rest = text.casefold().split("@")
    behind = ["@".join(rest[index:]) for index in range(len(rest))]
    found = [next((name for name in longest_first if _begins(part, name)), "") for part in behind]
    return list(dict.fromkeys(member for name in found if name for member in known[name]))


def _begins(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()


def tell_mentioned(note: Note, author: User) -> int:
    """Tell the members that a note mentions, in Earful and by e-mail; return how many. Never its author."""
    if "@" not in note.text:
        return 0
    meant = [user for user in mentioned_in(note.text, members_of(note.workspace_id)) if user != author]
    if not meant:
        return 0
    text = _("%(who)s mentioned you in a note: %(text)s") % {"who": author, "text": note.text}
    return notify(note.workspace, meant, text, conversation=note.conversation, email=True)
