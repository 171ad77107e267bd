"""The one endpoint of Telegram's Bot API: every call is a POST, and the token stands in its address."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import faults
from simulator.model import TELEGRAM, Account, Json
from simulator.serving import Write, finish, log
from simulator.simulation import Simulation
from simulator.telegram.verbs import METHODS, READS, TelegramError

THROTTLE_SECONDS = 30


async def telegram(request: Request) -> Response:
    """Answer any call under /bot<token>/."""
    simulation: Simulation = request.app.state.simulation
    method = request.path_params["method"]
    account: Account | None = None
    asked = await _asked(request)
    # Without the token: the log of calls is shown.
    logged = Write(method="POST", path=f"/bot/{method}", params=asked)
    is_write = method not in READS
    try:
        account = _authorise(simulation, request.path_params["token"])
        await _suffer(simulation, account, is_write=is_write)
        if method not in METHODS:
            raise TelegramError(404, "Not Found")
        done = METHODS[method](simulation, account, asked)
        wrapped = replace(done, answer={"ok": True, "result": done.answer or True})
        if not is_write:
            return JSONResponse(wrapped.answer)
        broken = JSONResponse(_broken().body(), 500)
        return await finish(simulation, account, logged, wrapped, broken=broken)
    except TelegramError as error:
        if is_write:
            log(simulation, logged, account, outcome=error.outcome)
        return JSONResponse(error.body(), error.code)


async def _asked(request: Request) -> Json:
    try:
        body = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        body = {}
    return body if isinstance(body, dict) else {}


def _authorise(simulation: Simulation, token: str) -> Account:
    account = simulation.world.account_with_token(token)
    if account is None or account.platform != TELEGRAM:
        raise TelegramError(401, "Unauthorized")
    return account


async def _suffer(simulation: Simulation, account: Account, *, is_write: bool) -> None:
    """Whatever is armed to go wrong before the act does so, and nothing is done. There is no window."""
    kinds = faults.before_act(is_direct=False)
    fault = simulation.faults.take(account.id, kinds=kinds, is_write=is_write)
    if fault is None:
        return
    if fault.fault == "hang_before_act":
        await asyncio.sleep(fault.hang_seconds)
    error = _broken()
    if fault.fault == "expired_token":
        error = TelegramError(401, "Unauthorized")
    elif fault.fault in ("throttled", "quota_exceeded"):
        seconds = int(fault.seconds or THROTTLE_SECONDS)
        error = TelegramError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
    error.fault = fault.fault
    raise error


def _broken() -> TelegramError:
    return TelegramError(500, "Internal Server Error")
