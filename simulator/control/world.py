"""Control requests that let people act, look at the world, and turn its clock."""

from __future__ import annotations

from starlette.requests import Request

from simulator import people, seed
from simulator.control import state
from simulator.control.params import ControlError, Params
from simulator.model import INSTAGRAM, Account, Json, Post
from simulator.simulation import Simulation
from simulator.telling import WIRES

SOMEBODY = "lotte.bakt"
MAX_SHIFT = 366 * 24 * 3600.0
MAX_CALLS = 1_000
MAX_ACCOUNTS = 50


def simulation_of(request: Request) -> Simulation:
    found: Simulation = request.app.state.simulation
    return found


def account_of(simulation: Simulation, account_id: str | None) -> Account:
    """The named account, or the demo account."""
    if account_id is None:
        return simulation.first_account
    account = simulation.world.accounts.get(account_id)
    if account is None:
        known = ", ".join(simulation.world.accounts)
        raise ControlError(f"There is no account {account_id}. There are: {known}.")
    return account


async def show_state(request: Request) -> Json:
    """GET /control/state?account="""
    simulation = simulation_of(request)
    account_id = request.query_params.get("account")
    return state.state(simulation, account_of(simulation, account_id).id if account_id else None)


async def show_deliveries(request: Request) -> Json:
    """GET /control/deliveries: how many wait, and what became of the others."""
    return state.deliveries(simulation_of(request))


async def show_calls(request: Request) -> Json:
    """GET /control/calls?since=SEQ: the writes after that one, at most 1,000 at a time."""
    since = request.query_params.get("since", "0")
    if not (since.isascii() and since.isdigit()):
        raise ControlError('Give "since" as the seq of the last call that you have, say ?since=12.')
    simulation = simulation_of(request)
    newer = [entry for entry in simulation.calls if entry.seq > int(since)]
    return {"calls": [state.call(entry) for entry in newer[:MAX_CALLS]], "last": simulation.call_count}


async def add_account(request: Request) -> Json:
    """POST /control/accounts: a further brand."""
    simulation = simulation_of(request)
    params = await Params.read(request, "username", "token", "platform")
    username, token = people.username_from(params.text("username")), params.text("token")
    others = simulation.world.accounts.values()
    if not token or any(username == other.username or token == other.token for other in others):
        raise ControlError("Give a user name and a token that no other account has.")
    if len(others) >= MAX_ACCOUNTS:
        raise ControlError(f"There are {MAX_ACCOUNTS} accounts already; POST /control/reset starts afresh.")
    account = seed.open_account(
        simulation.world,
        username=username,
        token=token,
        now=simulation.clock.now(),
        platform=_platform(params),
    )
    return {"id": account.id, "posts": [post.id for post in simulation.world.posts_of(account.id)]}


async def add_comment(request: Request) -> Json:
    """POST /control/comments: a person comments."""
    simulation = simulation_of(request)
    params = await Params.read(request, "account", "media_id", "text", "username", "parent_id", "deliver")
    account = account_of(simulation, params.optional_text("account"))
    parent_id = params.optional_text("parent_id")
    comment = people.comment(
        simulation,
        _post(simulation, account, params.optional_text("media_id"), parent_id),
        username=people.username_from(params.text("username", SOMEBODY)),
        text=params.text("text"),
        parent_id=parent_id,
        deliver=params.truth("deliver", default=True),
    )
    return {
        "id": comment.id,
        "media_id": comment.post_id,
        "parent_id": comment.parent_id,
        "from": comment.author_id,
    }


async def withdraw_comment(request: Request) -> Json:
    """DELETE /control/comments/{id}: its author deletes it."""
    return {"id": people.withdraw(simulation_of(request), request.path_params["id"]).id}


async def edit_comment(request: Request) -> Json:
    """POST /control/comments/{id}/edit: the author changes it, where the platform lets people do that."""
    params = await Params.read(request, "text")
    edited = people.edit_comment(simulation_of(request), request.path_params["id"], text=params.text("text"))
    return {"id": edited.id}


async def add_direct(request: Request) -> Json:
    """POST /control/directs: a person writes to the brand."""
    simulation = simulation_of(request)
    params = await Params.read(request, "account", "text", "username", "story")
    message = people.send_direct(
        simulation,
        account_of(simulation, params.optional_text("account")).id,
        username=people.username_from(params.text("username", SOMEBODY)),
        text=params.text("text"),
        to_story=params.truth("story", default=False),
    )
    return {"mid": message.mid, "from": message.person_id}


async def edit_direct(request: Request) -> Json:
    """POST /control/directs/{mid}/edit"""
    params = await Params.read(request, "text")
    message = people.edit_direct(simulation_of(request), request.path_params["mid"], text=params.text("text"))
    return {"mid": message.mid, "num_edit": message.edits}


async def unsend_direct(request: Request) -> Json:
    """POST /control/directs/{mid}/unsend"""
    return {"mid": people.unsend_direct(simulation_of(request), request.path_params["mid"]).mid}


async def react_to_direct(request: Request) -> Json:
    """POST /control/directs/{mid}/react: to a message of the brand."""
    params = await Params.read(request, "emoji")
    emoji = params.text("emoji", "❤")
    return {"mid": people.react(simulation_of(request), request.path_params["mid"], emoji=emoji).mid}


async def see_direct(request: Request) -> Json:
    """POST /control/directs/{mid}/seen: the person reads a message of the brand."""
    return {"mid": people.see(simulation_of(request), request.path_params["mid"]).mid}


async def shift_clock(request: Request) -> Json:
    """POST /control/clock: move the simulated time, relative to where it is."""
    simulation = simulation_of(request)
    params = await Params.read(request, "shift_seconds")
    simulation.clock.shift += params.number("shift_seconds", low=-MAX_SHIFT, high=MAX_SHIFT)
    simulation.world.changed()
    return {"shift": simulation.clock.shift, "now": simulation.clock.now()}


def _platform(params: Params) -> str:
    wanted = params.text("platform", INSTAGRAM)
    if wanted not in WIRES:
        raise ControlError(f'Give "platform" as one of: {", ".join(WIRES)}.')
    return wanted


def _post(simulation: Simulation, account: Account, media_id: str | None, parent_id: str | None) -> Post:
    """The post named, that of the comment answered, or the newest."""
    parent = simulation.world.comments.get(parent_id or "")
    wanted = media_id or (parent.post_id if parent else None)
    posts = simulation.world.posts_of(account.id)
    if wanted is None and posts:
        return posts[0]
    for post in posts:
        if post.id == wanted:
            return post
    raise ControlError(f"There is no post {wanted}. There are: {', '.join(post.id for post in posts)}.")
