"""What each call of the X API does. https://docs.x.com/x-api"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from simulator import ids, telling
from simulator.model import Account, Comment, DirectMessage, Json
from simulator.serving import Done
from simulator.simulation import Simulation
from simulator.x.payloads import post_of, time_of

MAX_POST, MAX_DIRECT = 280, 10_000


class XError(Exception):
    """A refusal: an HTTP status and a problem document."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status, self.title = status, title
        self.fault = ""

    def body(self) -> Json:
        return {"title": self.title, "detail": f"{self.title}.", "type": "about:blank", "status": self.status}

    @property
    def outcome(self) -> str:
        """For the log of calls: the armed fault, or `refused 403`."""
        return self.fault or f"refused {self.status}"


def show_me(_simulation: Simulation, account: Account, _part: str) -> Json:
    """GET users/me."""
    return {"data": {"id": account.id, "name": account.name, "username": account.username}}


def list_posts(simulation: Simulation, account: Account, _part: str) -> Json:
    """GET users/{id}/tweets: the account's own, newest first. An answer begins with a handle."""
    world = simulation.world
    own = [node for node in world.comments.values() if node.account_id == account.id and node.by_brand]
    shown = []
    for node in sorted(own, key=lambda found: found.at, reverse=True):
        post = post_of(node, world.posts[node.post_id])
        shown.append({**post, "text": f"@somebody {post['text']}"})
    return {"data": shown, "meta": {"result_count": len(shown)}}


def list_directs(simulation: Simulation, account: Account, person_id: str) -> Json:
    """GET dm_conversations/with/{id}/dm_events: newest first."""
    events = [
        {
            "id": message.mid,
            "event_type": "MessageCreate",
            "text": message.text,
            "sender_id": account.id if message.by_brand else person_id,
            "created_at": time_of(message.at),
        }
        for message in reversed(simulation.world.messages_in(account.id, person_id))
    ]
    return {"data": events, "meta": {"result_count": len(events)}}


def post(simulation: Simulation, account: Account, _part: str, asked: Json) -> Done:
    """POST tweets: an answer to a post that the account can see."""
    text, world = _text(asked, MAX_POST), simulation.world
    answered = asked.get("reply")
    target_id = answered.get("in_reply_to_tweet_id") if isinstance(answered, dict) else ""
    target = _comment(simulation, account, str(target_id))
    parent = target.parent_id or target.id
    written = world.add_comment(
        Comment(
            id=ids.for_comment(world, world.posts[target.post_id], parent),
            account_id=account.id,
            post_id=target.post_id,
            author_id=account.id,
            username=account.username,
            text=text,
            at=simulation.clock.now(),
            parent_id=parent,
            by_brand=True,
            answers_id=target.author_id,
        )
    )
    notice = telling.of_comment(simulation, written, telling.ADD)
    return Done({"data": {"id": written.id, "text": text}}, written.id, notice, status=201)


def hide(simulation: Simulation, account: Account, comment_id: str, asked: Json) -> Done:
    """PUT tweets/{id}/hidden. Nobody is told of it."""
    target = _comment(simulation, account, comment_id)
    target.hidden = asked.get("hidden") is True
    simulation.world.changed()
    return Done({"data": {"hidden": target.hidden}}, target.id)


def like(simulation: Simulation, account: Account, _part: str, asked: Json) -> Done:
    """POST users/{id}/likes."""
    target = _comment(simulation, account, str(asked.get("tweet_id", "")))
    target.liked = True
    simulation.world.changed()
    return Done({"data": {"liked": True}}, target.id)


def send(simulation: Simulation, account: Account, person_id: str, asked: Json) -> Done:
    """POST dm_conversations/with/{id}/messages: to somebody who takes messages, which are those who wrote."""
    text, world = _text(asked, MAX_DIRECT), simulation.world
    if not world.has_thread(account.id, person_id):
        raise XError(403, "Forbidden")
    message = world.add_message(
        DirectMessage(
            mid=ids.for_message(world, account, person_id),
            account_id=account.id,
            person_id=person_id,
            text=text,
            at=simulation.clock.now(),
            by_brand=True,
        )
    )
    notice = telling.of_message(simulation, message, telling.NEW)
    answer: Json = {"dm_event_id": message.mid, "dm_conversation_id": f"{account.id}-{person_id}"}
    return Done({"data": answer}, message.mid, notice, status=201)


def _comment(simulation: Simulation, account: Account, comment_id: str) -> Comment:
    found = simulation.world.comments.get(comment_id)
    if found is None or found.deleted or found.account_id != account.id:
        raise XError(404, "Not Found Error")
    return found


def _text(asked: Json, allowed: int) -> str:
    text = asked.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > allowed:
        raise XError(400, "Invalid Request")
    return text


Read: TypeAlias = Callable[[Simulation, Account, str], Json]
Write: TypeAlias = Callable[[Simulation, Account, str, Json], Done]
# By method and path; `*` stands for one part, which the function is given.
READS: dict[str, Read] = {
    "users/me": show_me,
    "users/*/tweets": list_posts,
    "dm_conversations/with/*/dm_events": list_directs,
}
WRITES: dict[tuple[str, str], Write] = {
    ("POST", "tweets"): post,
    ("PUT", "tweets/*/hidden"): hide,
    ("POST", "users/*/likes"): like,
    ("POST", "dm_conversations/with/*/messages"): send,
}
