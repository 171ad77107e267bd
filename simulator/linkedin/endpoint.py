"""The one endpoint of LinkedIn's API: find the call, let a fault have its way, act, answer, log."""

from __future__ import annotations

import asyncio
import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import faults
from simulator.linkedin import verbs
from simulator.linkedin.verbs import LinkedInError
from simulator.model import LINKEDIN, Account, Json
from simulator.serving import Write, finish, log
from simulator.simulation import Simulation

BROKEN = 500, "Internal Server Error"
REFUSALS = {
    "expired_token": (401, "Expired access token"),
    "throttled": (429, "Too many requests"),
    "quota_exceeded": (429, "Too many requests"),
}


async def linkedin(request: Request) -> Response:
    """Answer any call under /rest/."""
    simulation: Simulation = request.app.state.simulation
    account: Account | None = None
    is_write = request.method == "POST"
    asked = await _asked(request)
    logged = Write(method=request.method, path=request.url.path, params=asked)
    try:
        account = _authorise(simulation, request)
        await _suffer(simulation, account, is_write=is_write)
        pattern, urn = _route(request.path_params["rest"])
        if pattern not in (verbs.WRITES if is_write else verbs.READS):
            raise LinkedInError(404, "No such resource")
        if not is_write:
            return JSONResponse(verbs.READS[pattern](simulation, account, urn, asked))
        done = verbs.WRITES[pattern](simulation, account, urn, asked)
        broken = JSONResponse(LinkedInError(*BROKEN).body(), BROKEN[0])
        return await finish(simulation, account, logged, done, broken=broken)
    except LinkedInError as error:
        if is_write:
            log(simulation, logged, account, outcome=error.outcome)
        return JSONResponse(error.body(), error.status)


def _route(path: str) -> tuple[str, str]:
    """The path as the tables know it, and the name in it."""
    first, _, rest = path.strip("/").partition("/")
    name, slash, last = rest.partition("/")
    return "/".join(part for part in (first, "*" if name else "", last if slash else "") if part), name


async def _asked(request: Request) -> Json:
    try:
        body = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        body = {}
    return {**request.query_params, **(body if isinstance(body, dict) else {})}


def _authorise(simulation: Simulation, request: Request) -> Account:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    account = simulation.world.account_with_token(token) if token else None
    if account is None or account.platform != LINKEDIN:
        raise LinkedInError(401, "Invalid access token")
    return account


async def _suffer(simulation: Simulation, account: Account, *, is_write: bool) -> None:
    """Whatever is armed to go wrong before the act does so, and nothing is done. There is no window."""
    kinds = faults.before_act(is_direct=False)
    fault = simulation.faults.take(account.id, kinds=kinds, is_write=is_write)
    if fault is None:
        return
    if fault.fault == "hang_before_act":
        await asyncio.sleep(fault.hang_seconds)
    error = LinkedInError(*REFUSALS.get(fault.fault, BROKEN))
    error.fault = fault.fault
    raise error
