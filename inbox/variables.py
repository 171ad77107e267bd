"""`{{variables}}` in reply texts. Logic-less: a name is replaced by a value, nothing more."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext, gettext_lazy

from accounts.models import User
from inbox.models import Message

VARIABLES = {
    "contact.name": gettext_lazy("The person's name, or their handle"),
    "contact.first_name": gettext_lazy("The first word of the person's name, or their handle"),
    "contact.handle": gettext_lazy("The person's handle, with @"),
    "post.title": gettext_lazy("The post's title"),
    "channel.name": gettext_lazy("The name of the channel"),
    "agent.name": gettext_lazy("The name of the person it is assigned to, or who answers"),
}
# `{{link:slug}}` is the short address of one of the workspace's tracked links.
LINK = "link:"
# Our own pattern on our own users' texts; no user pattern is ever run.
_DIRECTIONS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def check_variables(text: str) -> str:
    """Return `text`. Raise ValueError for a variable that does not exist."""
    for name in names_in(text):
        if name not in VARIABLES and not name.startswith(LINK):
            known = ", ".join([*VARIABLES, f"{LINK}slug"])
            raise ValueError(
                gettext("There is no variable {{%(name)s}}. There are: %(known)s.")
                % {"name": name, "known": known}
            )
    rest = _BRACES.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise ValueError(gettext("A variable is written {{like.this}}: its braces come in pairs."))
    return text


def names_in(text: str) -> list[str]:
    """Return the variables that a text uses, in their order."""
    return [match[1].strip() for match in _BRACES.finditer(text)]


def links_in(text: str) -> list[str]:
    """Return the slugs of the tracked links that a text uses."""
    return [name.removeprefix(LINK) for name in names_in(text) if name.startswith(LINK)]


def render(text: str, values: Mapping[str, str]) -> str:
    """Replace each variable by its value; one without a value becomes nothing.

    Direction controls in a stranger's name would turn our own words around: they are left out.
    """
    rendered = _BRACES.sub(lambda match: values.get(match[1].strip(), "").translate(_DIRECTIONS), text)
    return " ".join(rendered.split(" ")).strip()


def unfilled_in(text: str) -> list[str]:
    """Return the variables of ours that still stand in a text that is about to be sent."""
    return [name for name in names_in(text) if name in VARIABLES or name.startswith(LINK)]


def values_for(message: Message, agent: User | None = None) -> dict[str, str]:
    """Return the values of VARIABLES for an answer to a message, which `agent` writes or nobody does."""
    identity = message.identity
    post = message.conversation.post
    handle = f"@{identity.handle}" if identity and identity.handle else ""
    name = (identity.name if identity else "").strip()
    assignee = message.conversation.assignee if message.conversation.assignee_id else None
    writer = agent or assignee
    return {
        "contact.name": name or handle,
        "contact.first_name": name.split()[0] if name else handle,
        "contact.handle": handle,
        "post.title": post.title if post else "",
        "channel.name": message.channel.name,
        "agent.name": writer.name if writer else "",
    }
