"""The whole truth about the world as JSON: what the public sees and what it does not."""

from __future__ import annotations

from dataclasses import asdict

from simulator.clock import graph_time
from simulator.model import Account, Comment, DirectMessage, Json, Post, Thread
from simulator.simulation import Call, Simulation


def state(simulation: Simulation, account_id: str | None) -> Json:
    """Everything, or everything of one account."""
    accounts = [found for found in simulation.world.accounts.values() if account_id in (None, found.id)]
    ids = {account.id for account in accounts}
    world = simulation.world
    return {
        "now": graph_time(simulation.clock.now()),
        "clock_shift": simulation.clock.shift,
        "accounts": [_account(account) for account in accounts],
        "posts": [_post(post) for post in world.posts.values() if post.account_id in ids],
        "comments": [_comment(comment) for comment in world.comments.values() if comment.account_id in ids],
        "directs": [_thread(simulation, thread) for found in ids for thread in world.threads_of(found)],
        "faults": simulation.faults.as_json(),
        "tricks": simulation.tricks.as_json(),
        "deliveries": deliveries(simulation),
        "calls": simulation.call_count,
    }


def deliveries(simulation: Simulation) -> Json:
    """How many wait to be delivered, and how many were delivered, refused and dropped."""
    return {"pending": simulation.emitter.pending, **asdict(simulation.emitter.tally)}


def call(entry: Call) -> Json:
    """A logged call, with its time as text."""
    return {**vars(entry), "at": graph_time(entry.at)}


def _account(account: Account) -> Json:
    return {
        "id": account.id,
        "username": account.username,
        "name": account.name,
        "platform": account.platform,
    }


def _post(post: Post) -> Json:
    return {**vars(post), "at": graph_time(post.at)}


def _comment(comment: Comment) -> Json:
    return {**vars(comment), "at": graph_time(comment.at)}


def _thread(simulation: Simulation, thread: Thread) -> Json:
    person = simulation.world.people[thread.person_id]
    messages = simulation.world.messages_in(thread.account_id, thread.person_id)
    return {
        "id": thread.id,
        "account_id": thread.account_id,
        "person_id": person.id,
        "username": person.username,
        "messages": [_message(message) for message in messages],
    }


def _message(message: DirectMessage) -> Json:
    return {**vars(message), "at": graph_time(message.at)}
