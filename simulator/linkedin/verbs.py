"""What each call of LinkedIn's API does.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from simulator import ids, telling
from simulator.linkedin.payloads import person_of
from simulator.model import Account, Comment, Json
from simulator.serving import Done
from simulator.simulation import Simulation

MAX_COMMENT, MAX_PAGE = 1250, 100


class LinkedInError(Exception):
    """A refusal: an HTTP status and a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message
        self.fault = ""

    def body(self) -> Json:
        code = self.message.upper().replace(" ", "_")
        return {"status": self.status, "code": code, "message": self.message}

    @property
    def outcome(self) -> str:
        """For the log of calls: the armed fault, or `refused 403`."""
        return self.fault or f"refused {self.status}"


def show_organisation(_simulation: Simulation, account: Account, _urn: str, _asked: Json) -> Json:
    """GET organizations/{id}."""
    number = int(account.id.rpartition(":")[2])
    return {"id": number, "localizedName": account.name, "vanityName": account.username}


def list_answers(simulation: Simulation, account: Account, urn: str, asked: Json) -> Json:
    """GET socialActions/{comment}/comments."""
    replies = simulation.world.replies_to(_comment(simulation, account, urn).id)
    start, count = (_number(asked.get(name), default) for name, default in (("start", 0), ("count", 10)))
    shown = replies[start : start + min(count, MAX_PAGE)]
    return {"paging": {"start": start, "count": count}, "elements": [_node(reply) for reply in shown]}


def answer(simulation: Simulation, account: Account, urn: str, asked: Json) -> Done:
    """POST socialActions/{comment}/comments: below the first comment, in the organisation's name."""
    message, world = asked.get("message"), simulation.world
    text = message.get("text") if isinstance(message, dict) else None
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_COMMENT:
        raise LinkedInError(400, "Invalid message")
    top = _comment(simulation, account, urn)
    if asked.get("actor") != account.id or asked.get("parentComment") != top.id or top.parent_id:
        raise LinkedInError(400, "Invalid actor or parentComment")
    written = world.add_comment(
        Comment(
            id=ids.for_comment(world, world.posts[top.post_id], top.id),
            account_id=account.id,
            post_id=top.post_id,
            author_id=account.id,
            username=account.username,
            text=text,
            at=simulation.clock.now(),
            parent_id=top.id,
            by_brand=True,
        )
    )
    return Done(_node(written), written.id, telling.of_comment(simulation, written, telling.ADD), status=201)


def react(simulation: Simulation, account: Account, _urn: str, asked: Json) -> Done:
    """POST reactions?actor=."""
    target = _comment(simulation, account, str(asked.get("root", "")))
    if asked.get("actor") != account.id or asked.get("reactionType") != "LIKE":
        raise LinkedInError(400, "Invalid reaction")
    target.liked = True
    simulation.world.changed()
    return Done({}, target.id, status=201)


def _comment(simulation: Simulation, account: Account, urn: str) -> Comment:
    found = simulation.world.comments.get(urn)
    if found is None or found.deleted or found.account_id != account.id:
        raise LinkedInError(404, "Not found")
    return found


def _node(comment: Comment) -> Json:
    return {
        "id": comment.id.rpartition(",")[2].removesuffix(")"),
        "commentUrn": comment.id,
        "actor": person_of(comment),
        "message": {"text": comment.text},
        "created": {"time": int(comment.at * 1000)},
    }


def _number(value: object, default: int) -> int:
    return int(value) if isinstance(value, str) and value.isdecimal() else default


Read: TypeAlias = Callable[[Simulation, Account, str, Json], Json]
Write: TypeAlias = Callable[[Simulation, Account, str, Json], Done]
# By path; `*` stands for the name that the function is given.
READS: dict[str, Read] = {"organizations/*": show_organisation, "socialActions/*/comments": list_answers}
WRITES: dict[str, Write] = {"socialActions/*/comments": answer, "reactions": react}
