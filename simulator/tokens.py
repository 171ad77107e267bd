"""The token endpoints: new access for a refresh token, each platform in its own words.

The first refresh token of an account is `refresh-` and its access token. Google's and LinkedIn's
stay; each of TikTok's and X's is good once. Meta's tokens are renewed by themselves, and stay the same here.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from simulator.faults import RENEWAL
from simulator.graph import errors
from simulator.model import FACEBOOK, INSTAGRAM, LINKEDIN, TIKTOK, YOUTUBE, Account, Json, X
from simulator.simulation import Simulation

HOUR, DAY, SIXTY_DAYS = 3_600, 86_400, 5_184_000
REFRESH = "refresh_token"
SCOPES = {
    YOUTUBE: "https://www.googleapis.com/auth/youtube.force-ssl",
    TIKTOK: "user.info.basic,comment.list,comment.list.manage,message.list.send",
}
Refusal = Callable[[], Response]


def routes() -> list[Route]:
    """Before the routes of the APIs, which would take some of these paths."""
    return [
        Route("/token", google, methods=["POST"]),
        Route("/2/oauth2/token", x, methods=["POST"]),
        Route("/oauth/v2/accessToken", linkedin, methods=["POST"]),
        Route("/open_api/v1.3/tt_user/oauth2/refresh_token/", tiktok, methods=["POST"]),
        Route("/refresh_access_token", instagram),
        Route("/v{version}/oauth/access_token", facebook),
    ]


async def google(request: Request) -> Response:
    """POST https://oauth2.googleapis.com/token"""
    return await _standard(request, YOUTUBE, HOUR)


async def x(request: Request) -> Response:
    """POST https://api.x.com/2/oauth2/token: the old refresh token works no more."""
    return await _standard(request, X, 2 * HOUR)


async def linkedin(request: Request) -> Response:
    """POST https://www.linkedin.com/oauth/v2/accessToken"""
    return await _standard(request, LINKEDIN, SIXTY_DAYS)


async def _standard(request: Request, platform: str, seconds: int) -> Response:
    """As RFC 6749 has it. An app may give its secret in a header instead of the form."""
    form: Json = dict(parse_qsl((await request.body()).decode(errors="replace")))
    form.setdefault("client_secret", request.headers.get("authorization", ""))
    simulation, account = _find(request, platform, form)
    trouble = _trouble(simulation, account, _standard_refusal)
    if account is None or trouble:
        return trouble or _standard_refusal()
    _renew(simulation, account)
    grant = _grant(account, seconds) | {"scope": SCOPES.get(platform, "")}
    if platform == X:
        account.refresh_token = f"refresh-{account.token}"
        grant[REFRESH] = account.refresh_token
    return JSONResponse(grant)


async def tiktok(request: Request) -> Response:
    """POST /open_api/v1.3/tt_user/oauth2/refresh_token/: the old refresh token works no more."""
    try:
        body = json.loads(await request.body())
    except ValueError:
        body = {}
    simulation, account = _find(request, TIKTOK, body if isinstance(body, dict) else {})
    trouble = _trouble(simulation, account, _tiktok_refusal)
    if account is None or trouble:
        return trouble or _tiktok_refusal()
    _renew(simulation, account)
    account.refresh_token = f"refresh-{account.token}"
    data = _grant(account, DAY) | {REFRESH: account.refresh_token, "open_id": account.id}
    data |= {"refresh_token_expires_in": 365 * DAY, "scope": SCOPES[TIKTOK]}
    return JSONResponse({"code": 0, "message": "OK", "request_id": "1", "data": data})


async def instagram(request: Request) -> Response:
    """GET https://graph.instagram.com/refresh_access_token"""
    return _exchanged(request, INSTAGRAM, request.query_params.get("access_token", ""))


async def facebook(request: Request) -> Response:
    """GET https://graph.facebook.com/vNN.N/oauth/access_token"""
    return _exchanged(request, FACEBOOK, request.query_params.get("fb_exchange_token", ""))


def _exchanged(request: Request, platform: str, token: str) -> Response:
    simulation: Simulation = request.app.state.simulation
    account = simulation.world.account_with_token(token) if token else None
    if account is not None and account.platform != platform:
        account = None
    trouble = _trouble(simulation, account, _meta_refusal)
    if account is None or trouble:
        return trouble or _meta_refusal()
    return JSONResponse(_grant(account, SIXTY_DAYS))


def _find(request: Request, platform: str, given: Json) -> tuple[Simulation, Account | None]:
    """The account of a refresh token that an app with an id and a secret sends."""
    simulation: Simulation = request.app.state.simulation
    is_app = bool(given.get("client_id") and given.get("client_secret"))
    if not is_app or given.get("grant_type") != REFRESH:
        return simulation, None
    accounts = [found for found in simulation.world.accounts.values() if found.platform == platform]
    return simulation, next((found for found in accounts if _refresh_of(found) == given.get(REFRESH)), None)


def _refresh_of(account: Account) -> str:
    return account.refresh_token or f"refresh-{account.token}"


def _renew(simulation: Simulation, account: Account) -> None:
    account.refresh_token = _refresh_of(account)
    account.token = secrets.token_urlsafe(24)
    simulation.world.changed()


def _trouble(simulation: Simulation, account: Account | None, refusal: Refusal) -> Response | None:
    fault = simulation.faults.take(account.id, kinds=RENEWAL, is_write=True) if account else None
    if fault is None:
        return None
    if fault.fault == "refresh_revoked":
        return refusal()
    garbage = PlainTextResponse("<html>garbage</html>")
    return garbage if fault.fault == "refresh_garbage" else PlainTextResponse("Backend Error", 500)


def _grant(account: Account, seconds: int) -> Json:
    return {"access_token": account.token, "expires_in": seconds, "token_type": "bearer"}


def _standard_refusal() -> Response:
    return JSONResponse({"error": "invalid_grant", "error_description": "Bad Request"}, 400)


def _tiktok_refusal() -> Response:
    body = {"code": 40103, "message": "Refresh token is invalid.", "request_id": "1", "data": {}}
    return JSONResponse(body)


def _meta_refusal() -> Response:
    error = errors.wrong_token()
    return JSONResponse(error.body(), error.status)
