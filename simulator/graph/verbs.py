"""What each method on each kind of object does. Two tables, one for reading and one for writing."""

from __future__ import annotations

from collections.abc import Callable

from simulator import telling
from simulator.graph import brand, nodes
from simulator.graph.errors import invalid, unknown_object, unknown_recipient
from simulator.graph.paging import page
from simulator.graph.request import GraphRequest
from simulator.model import Account, Comment, DirectMessage, Json, Person, Post, Thread
from simulator.serving import Done
from simulator.simulation import Simulation

Target = Account | Post | Comment | DirectMessage | Person | Thread


Read = Callable[..., Json]
Write = Callable[..., Done]


def find(simulation: Simulation, account: Account, object_id: str) -> Target:
    """The object of this id that the account may see."""
    world = simulation.world
    if object_id in ("me", account.id):
        return account
    owned: Post | Comment | DirectMessage | None
    owned = world.posts.get(object_id) or world.comments.get(object_id) or world.messages.get(object_id)
    if owned is not None and owned.account_id == account.id and not _has_gone(owned):
        return owned
    if object_id in world.people and world.has_thread(account.id, object_id):
        return world.people[object_id]
    for found in world.threads_of(account.id) if object_id.startswith("aWdfZAG06") else ():
        if found.id == object_id:
            return found
    raise unknown_object(object_id)


def _has_gone(node: Post | Comment | DirectMessage) -> bool:
    return (isinstance(node, Comment) and node.deleted) or (isinstance(node, DirectMessage) and node.unsent)


def read_node(simulation: Simulation, call: GraphRequest, target: Target) -> Json:
    """GET /{object}."""
    if isinstance(target, Account):
        return nodes.account(simulation, target, call.fields())
    if isinstance(target, Post):
        return nodes.media(simulation, target, call.fields())
    if isinstance(target, Comment):
        return nodes.comment(simulation, target, call.fields(nodes.COMMENT_DEFAULT))
    if isinstance(target, DirectMessage):
        return nodes.message(simulation, target, call.fields(nodes.MESSAGE_DEFAULT))
    if isinstance(target, Thread):
        return nodes.thread(simulation, target, call.fields())
    return nodes.person(target, call.fields("id,name"))


def read_media(simulation: Simulation, call: GraphRequest, target: Account) -> Json:
    """GET /{ig-user}/media, newest first."""
    asked = call.fields()
    posts = sorted(simulation.world.posts_of(target.id), key=lambda post: post.id, reverse=True)
    return page(call, posts, key=lambda post: post.id, show=lambda post: nodes.media(simulation, post, asked))


def read_comments(simulation: Simulation, call: GraphRequest, target: Post) -> Json:
    """GET /{media}/comments: top level, newest first, hidden ones included."""
    return _comment_page(simulation, call, simulation.world.comments_on(target.id)[::-1], newest_first=True)


def read_replies(simulation: Simulation, call: GraphRequest, target: Comment) -> Json:
    """GET /{comment}/replies, oldest first."""
    return _comment_page(simulation, call, simulation.world.replies_to(target.id), newest_first=False)


def read_conversations(simulation: Simulation, call: GraphRequest, target: Account) -> Json:
    """GET /{ig-user}/conversations, of one person with `user_id`."""
    asked = call.fields("id,updated_time")
    person_id = call.text("user_id")
    threads = list(simulation.world.threads_of(target.id))
    if person_id:
        threads = [found for found in threads if found.person_id == person_id]
    threads.sort(key=lambda found: found.id, reverse=True)
    return page(
        call, threads, key=lambda found: found.id, show=lambda found: nodes.thread(simulation, found, asked)
    )


def read_messages(simulation: Simulation, call: GraphRequest, target: Thread) -> Json:
    """GET /{conversation}/messages, newest first."""
    asked = call.fields(nodes.MESSAGE_DEFAULT)
    messages = simulation.world.messages_in(target.account_id, target.person_id)[::-1]
    shown = [found for found in messages if not found.unsent]
    return page(
        call, shown, key=lambda found: found.mid, show=lambda found: nodes.message(simulation, found, asked)
    )


def _comment_page(
    simulation: Simulation, call: GraphRequest, found: list[Comment], *, newest_first: bool
) -> Json:
    asked = call.fields(nodes.COMMENT_DEFAULT)
    return page(
        call,
        found,
        key=lambda node: node.id,
        show=lambda node: nodes.comment(simulation, node, asked),
        newest_first=newest_first,
    )


def write_comment(simulation: Simulation, call: GraphRequest, target: Post) -> Done:
    """POST /{media}/comments."""
    owner = simulation.world.accounts[target.account_id]
    written, notice = brand.comment(simulation, owner, target, call.text("message"))
    return Done({"id": written.id}, written.id, notice)


def write_reply(simulation: Simulation, call: GraphRequest, target: Comment) -> Done:
    """POST /{comment}/replies."""
    owner = simulation.world.accounts[target.account_id]
    written, notice = brand.reply(simulation, owner, target, call.text("message"))
    return Done({"id": written.id}, written.id, notice)


def set_hidden(simulation: Simulation, call: GraphRequest, target: Comment) -> Done:
    """POST /{comment} with `hide`."""
    notice = brand.hide(simulation, target, hidden=call.truth("hide"))
    return Done({"success": True}, target.id, notice)


def delete_comment(simulation: Simulation, call: GraphRequest, target: Comment) -> Done:
    """DELETE /{comment}."""
    telling.delete(simulation, target)
    return Done({"success": True}, target.id)


def set_comments_open(simulation: Simulation, call: GraphRequest, target: Post) -> Done:
    """POST /{media} with `comment_enabled`."""
    target.is_open = call.truth("comment_enabled")
    simulation.world.changed()
    return Done({"success": True}, target.id)


def subscribe(simulation: Simulation, call: GraphRequest, target: Account) -> Done:
    """POST /{ig-user}/subscribed_apps: every account here is subscribed already."""
    return Done({"success": True}, target.id)


def write_message(simulation: Simulation, call: GraphRequest, target: Account) -> Done:
    """POST /{ig-user}/messages: to a person, or once to the author of a comment."""
    recipient, content = call.mapping("recipient"), call.mapping("message")
    text = content.get("text")
    if not isinstance(text, str):
        raise invalid("The parameter message[text] is required")
    if "comment_id" in recipient:
        commented = find(simulation, target, str(recipient["comment_id"]))
        if not isinstance(commented, Comment):
            raise unknown_object(str(recipient["comment_id"]))
        message, notice = brand.send_private_reply(simulation, target, commented, text)
    else:
        person_id = str(recipient.get("id", ""))
        if not person_id:
            raise unknown_recipient()
        message, notice = brand.send_direct(simulation, target, person_id, text, tag=call.text("tag"))
    return Done({"recipient_id": message.person_id, "message_id": message.mid}, message.mid, notice)


READS: dict[tuple[type, str], Read] = {
    **{(kind, ""): read_node for kind in (Account, Post, Comment, DirectMessage, Person, Thread)},
    (Account, "media"): read_media,
    (Account, "conversations"): read_conversations,
    (Post, "comments"): read_comments,
    (Comment, "replies"): read_replies,
    (Thread, "messages"): read_messages,
}
WRITES: dict[tuple[str, type, str], Write] = {
    ("POST", Post, "comments"): write_comment,
    ("POST", Post, ""): set_comments_open,
    ("POST", Comment, "replies"): write_reply,
    ("POST", Comment, ""): set_hidden,
    ("DELETE", Comment, ""): delete_comment,
    ("POST", Account, "messages"): write_message,
    ("POST", Account, "subscribed_apps"): subscribe,
}
