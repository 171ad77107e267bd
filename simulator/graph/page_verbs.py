"""What each method does on the objects of a Facebook Page; messages are as on Instagram."""

from __future__ import annotations

from simulator.graph import brand, nodes, page_nodes, verbs
from simulator.graph.errors import invalid
from simulator.graph.paging import page
from simulator.graph.request import GraphRequest
from simulator.graph.verbs import Read, Target, Write
from simulator.model import Account, Comment, DirectMessage, Json, Person, Post, Thread
from simulator.serving import Done
from simulator.simulation import Simulation

FILTERS = ("", "toplevel", "stream")


def read_node(simulation: Simulation, call: GraphRequest, target: Target) -> Json:
    """GET /{object}."""
    if isinstance(target, Account):
        return page_nodes.page(target, call.fields("id,name"))
    if isinstance(target, Post):
        return page_nodes.post(simulation, target, call.fields("id,message,created_time"))
    if isinstance(target, Comment):
        return page_nodes.comment(simulation, target, call.fields(page_nodes.COMMENT_DEFAULT))
    if isinstance(target, Person):
        return page_nodes.person(target, call.fields("id,name"))
    if isinstance(target, DirectMessage):
        return nodes.message(simulation, target, call.fields(nodes.MESSAGE_DEFAULT))
    return nodes.thread(simulation, target, call.fields())


def read_posts(simulation: Simulation, call: GraphRequest, target: Account) -> Json:
    """GET /{page}/feed, newest first."""
    asked = call.fields("id,message,created_time")
    posts = sorted(simulation.world.posts_of(target.id), key=lambda post: post.id, reverse=True)
    return page(
        call, posts, key=lambda post: post.id, show=lambda post: page_nodes.post(simulation, post, asked)
    )


def read_comments(simulation: Simulation, call: GraphRequest, target: Post) -> Json:
    """GET /{post}/comments: the top level, or all levels with `filter=stream`."""
    found = simulation.world.comments_on(target.id)
    if _filter(call) == "stream":
        replies = [reply for top in found for reply in simulation.world.replies_to(top.id)]
        found = sorted([*found, *replies], key=lambda comment: comment.id)
    return _comment_page(simulation, call, found)


def read_replies(simulation: Simulation, call: GraphRequest, target: Comment) -> Json:
    """GET /{comment}/comments."""
    _filter(call)
    return _comment_page(simulation, call, simulation.world.replies_to(target.id))


def _filter(call: GraphRequest) -> str:
    wanted = call.text("filter")
    if wanted not in FILTERS:
        raise invalid("Param filter must be one of {stream, toplevel}")
    return wanted


def _comment_page(simulation: Simulation, call: GraphRequest, found: list[Comment]) -> Json:
    """Comments in the order of time, or the newest first when asked so."""
    newest_first = call.text("order") == "reverse_chronological"
    asked = call.fields(page_nodes.COMMENT_DEFAULT)
    return page(
        call,
        found[::-1] if newest_first else found,
        key=lambda node: node.id,
        show=lambda node: page_nodes.comment(simulation, node, asked),
        newest_first=newest_first,
    )


def change_comment(simulation: Simulation, call: GraphRequest, target: Comment) -> Done:
    """POST /{comment}: `is_hidden`, or the `message` of the Page's own comment."""
    if "is_hidden" in call.params:
        notice = brand.hide(simulation, target, hidden=call.truth("is_hidden"))
    else:
        notice = brand.edit(simulation, target, call.text("message"))
    return Done({"success": True}, target.id, notice)


def like(simulation: Simulation, call: GraphRequest, target: Comment) -> Done:
    """POST and DELETE /{comment}/likes."""
    target.liked = call.method == "POST"
    simulation.world.changed()
    return Done({"success": True}, target.id)


def block(simulation: Simulation, call: GraphRequest, target: Account) -> Done:
    """POST /{page}/blocked: answers for each person whether it worked."""
    people = call.identifiers("psid")
    known = [person for person in people if person in simulation.world.people]
    target.blocked += [person for person in known if person not in target.blocked]
    simulation.world.changed()
    return Done({person: person in known for person in people}, target.id)


READS: dict[tuple[type, str], Read] = {
    **{(kind, ""): read_node for kind in (Account, Post, Comment, DirectMessage, Person, Thread)},
    (Account, "feed"): read_posts,
    (Account, "conversations"): verbs.read_conversations,
    (Post, "comments"): read_comments,
    (Comment, "comments"): read_replies,
    (Thread, "messages"): verbs.read_messages,
}
WRITES: dict[tuple[str, type, str], Write] = {
    ("POST", Post, "comments"): verbs.write_comment,
    ("POST", Comment, "comments"): verbs.write_reply,
    ("POST", Comment, ""): change_comment,
    ("DELETE", Comment, ""): verbs.delete_comment,
    ("POST", Comment, "likes"): like,
    ("DELETE", Comment, "likes"): like,
    ("POST", Account, "messages"): verbs.write_message,
    ("POST", Account, "blocked"): block,
    ("POST", Account, "subscribed_apps"): verbs.subscribe,
}
