"""The one endpoint of the TikTok Business API. Whatever happens, the HTTP status is 200."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import faults
from simulator.model import TIKTOK, TIKTOK_ADS, Account, Json
from simulator.serving import Write, finish, log
from simulator.simulation import Simulation
from simulator.tiktok import ads, verbs
from simulator.tiktok.verbs import TikTokError

REQUEST_ID = "20260101100640ABCDEF"
FAULTS = {
    "expired_token": (40102, "Access token has expired."),
    "throttled": (40100, "Requests made too frequently."),
    "quota_exceeded": (40100, "The daily limit of requests is reached."),
    "window_closed": (40001, "The messaging window is closed."),
}
# Organic comments and messages have one API, those below ads another.
APIS = {TIKTOK: verbs, TIKTOK_ADS: ads}
BROKEN = (50000, "Internal service error")


async def tiktok(request: Request) -> Response:
    """Answer any call under /open_api/v1.3/."""
    simulation: Simulation = request.app.state.simulation
    simulation.address = str(request.base_url).rstrip("/")
    account: Account | None = None
    is_write = request.method == "POST"
    asked = await _asked(request)
    logged = Write(method=request.method, path=request.url.path, params=asked)
    try:
        account = _authorise(simulation, request, asked)
        path = request.path_params["rest"].strip("/")
        await _suffer(simulation, account, path, is_write=is_write)
        api = APIS[account.platform]
        if path not in (api.WRITES if is_write else api.READS):
            raise TikTokError(40002, "The path does not exist.")
        if not is_write:
            return JSONResponse(_body(0, "OK", api.READS[path](simulation, account, asked)))
        done = api.WRITES[path](simulation, account, asked)
        wrapped = replace(done, answer=_body(0, "OK", done.answer))
        broken = JSONResponse(_body(*BROKEN, {}))
        return await finish(simulation, account, logged, wrapped, broken=broken)
    except TikTokError as error:
        if is_write:
            log(simulation, logged, account, outcome=error.outcome)
        return JSONResponse(_body(error.code, error.message, {}))


def _body(code: int, message: str, data: Json) -> Json:
    return {"code": code, "message": message, "request_id": REQUEST_ID, "data": data}


async def _asked(request: Request) -> Json:
    try:
        body = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        body = {}
    return {**request.query_params, **(body if isinstance(body, dict) else {})}


def _authorise(simulation: Simulation, request: Request, asked: Json) -> Account:
    token = request.headers.get("access-token", "")
    if not token:
        raise TikTokError(40104, "Access token is null")
    account = simulation.world.account_with_token(token)
    if account is None or account.platform not in APIS or account.id not in _named(asked):
        raise TikTokError(40105, "Access token is incorrect or has been revoked.")
    return account


def _named(asked: Json) -> set[object]:
    """The account that a call is about: one by its id, or an advertiser in a list of one."""
    advertisers = str(asked.get("advertiser_ids", "")).strip('[]"')
    return {asked.get("business_id"), asked.get("advertiser_id"), advertisers}


async def _suffer(simulation: Simulation, account: Account, path: str, *, is_write: bool) -> None:
    """Whatever is armed to go wrong before the act does so, and nothing is done."""
    kinds = faults.before_act(is_direct=path == verbs.SEND)
    fault = simulation.faults.take(account.id, kinds=kinds, is_write=is_write)
    if fault is None:
        return
    if fault.fault == "hang_before_act":
        await asyncio.sleep(fault.hang_seconds)
    error = TikTokError(*FAULTS.get(fault.fault, BROKEN))
    error.fault = fault.fault
    raise error
