"""Control requests that make the platform misbehave, tell stories, or say everything again."""

from __future__ import annotations

from dataclasses import asdict, replace
from random import Random

import httpx
from starlette.requests import Request

from simulator import faults, tricks
from simulator.control.params import ControlError, Params
from simulator.control.world import account_of, simulation_of
from simulator.emitter import ROOM
from simulator.faults import Fault
from simulator.model import Json
from simulator.simulation import Simulation
from simulator.stories import STORIES
from simulator.storyteller import Storyteller, Telling

MAX_HOLD_SECONDS = 3600.0
CHALLENGE = "1158201444"
FAULT = ("fault", "account", "times", "seconds", "calls", "close")
STORY = ("story", "rate", "seconds", "seed", "account")


def storyteller_of(request: Request) -> Storyteller:
    found: Storyteller = request.app.state.storyteller
    return found


async def arm_fault(request: Request) -> Json:
    """POST /control/faults"""
    return arm(simulation_of(request), await Params.read(request, *FAULT))


def arm(simulation: Simulation, params: Params) -> Json:
    """Arm the fault that these parameters describe."""
    kind = _one_of("fault", params.text("fault", ""), faults.KINDS)
    account_id = params.optional_text("account")
    fault = Fault(
        fault=kind,
        account=account_of(simulation, account_id).id if account_id else None,
        times=params.whole("times", low=1) if "times" in params else None,
        seconds=params.optional_number("seconds", high=MAX_HOLD_SECONDS),
        calls=_one_of("calls", params.text("calls", faults.CALLS.get(kind, faults.WRITES)), faults.SCOPES),
        close=params.truth("close", default=True),
    )
    return asdict(simulation.faults.arm(fault))


async def clear_faults(request: Request) -> Json:
    """DELETE /control/faults"""
    simulation_of(request).faults.clear()
    return {"faults": []}


async def set_tricks(request: Request) -> Json:
    """POST /control/tricks: the switches named are set, the others stay."""
    return turn(simulation_of(request), await Params.read(request, *tricks.NAMES))


def turn(simulation: Simulation, params: Params) -> Json:
    """Set the switches that these parameters name."""
    wanted: dict[str, bool | float] = {}
    for name in (name for name in tricks.NAMES if name in params):
        limit = tricks.LIMITS.get(name)
        if limit is None:
            wanted[name] = params.truth(name, default=False)
        elif name == "delay_seconds":
            wanted[name] = params.number(name, high=limit)
        else:
            wanted[name] = params.whole(name, high=int(limit))
    return simulation.tricks.set(wanted)


async def clear_tricks(request: Request) -> Json:
    """DELETE /control/tricks: all off."""
    simulation_of(request).tricks.off()
    return simulation_of(request).tricks.as_json()


async def start_story(request: Request) -> Json:
    """POST /control/stories: instead of the one that runs."""
    params = await Params.read(request, *STORY)
    return tell(simulation_of(request), storyteller_of(request), params)


def tell(simulation: Simulation, storyteller: Storyteller, params: Params) -> Json:
    """Begin the story that these parameters describe."""
    telling = Telling(
        story=_one_of("story", params.text("story", ""), tuple(STORIES)),
        rate=params.number("rate", 0.5, low=0.001, high=1000),
        seed=params.whole("seed", 1),
        seconds=params.optional_number("seconds", low=0.001),
        account_id=account_of(simulation, params.optional_text("account")).id,
    )
    storyteller.start(telling)
    return storyteller.as_json()


async def stop_story(request: Request) -> Json:
    """DELETE /control/stories"""
    storyteller_of(request).stop()
    return {"running": False}


async def show_story(request: Request) -> Json:
    """GET /control/stories"""
    return storyteller_of(request).as_json()


async def redeliver(request: Request) -> Json:
    """POST /control/redeliver: every kept body once more, byte for byte."""
    simulation = simulation_of(request)
    params = await Params.read(request, "shuffle", "times", "seed")
    now = simulation.clock.now()
    kept = list(simulation.emitter.bodies) * params.whole("times", 1, low=1, high=100)
    if len(kept) > ROOM:
        raise ControlError(f"That would be {len(kept)} deliveries; {ROOM} at most. Ask for fewer times.")
    if params.truth("shuffle", default=False):
        Random(params.whole("seed", 1)).shuffle(kept)  # noqa: S311 - repeatable on purpose
    simulation.emitter.enqueue(replace(old, tries=0, first_at=now, is_repeat=True) for old in kept)
    return {"deliveries": len(kept)}


async def subscribe(request: Request) -> Json:
    """POST /control/subscribe: the handshake that Meta does when a webhook is set up."""
    config = simulation_of(request).config
    if not config.webhook_url:
        raise ControlError("SIMULATOR_WEBHOOK_URL is not set, so there is nobody to shake hands with.")
    asked = {"hub.mode": "subscribe", "hub.verify_token": config.verify_token, "hub.challenge": CHALLENGE}
    try:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.get(config.webhook_url, params=asked)
    except httpx.HTTPError as error:
        return {"verified": False, "status": None, "problem": f"{type(error).__name__}: {error}"}
    return {"verified": answer.status_code == 200 and answer.text == CHALLENGE, "status": answer.status_code}


async def reset(request: Request) -> Json:
    """POST /control/reset: the world of the first day, everything else off."""
    storyteller_of(request).stop()
    simulation_of(request).reset()
    request.app.state.usage.clear()
    request.app.state.quota.clear()
    return {"status": "ok"}


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ControlError(f'Give "{name}" as one of: {", ".join(known)}.')
    return value
