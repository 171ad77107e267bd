"""The control API: JSON in, JSON out, for tests, demos and chaos. Meant for the same machine only."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.control import trouble, world
from simulator.control.params import ControlError
from simulator.model import Json
from simulator.people import NotPossibleError
from simulator.web import is_foreign

Handler = Callable[[Request], Awaitable[Json]]

TABLE: tuple[tuple[str, str, Handler, int], ...] = (
    ("GET", "/state", world.show_state, 200),
    ("GET", "/deliveries", world.show_deliveries, 200),
    ("GET", "/calls", world.show_calls, 200),
    ("POST", "/accounts", world.add_account, 201),
    ("POST", "/comments", world.add_comment, 201),
    ("POST", "/comments/{id}/edit", world.edit_comment, 200),
    ("DELETE", "/comments/{id}", world.withdraw_comment, 200),
    ("POST", "/directs", world.add_direct, 201),
    ("POST", "/directs/{mid}/edit", world.edit_direct, 200),
    ("POST", "/directs/{mid}/unsend", world.unsend_direct, 200),
    ("POST", "/directs/{mid}/react", world.react_to_direct, 200),
    ("POST", "/directs/{mid}/seen", world.see_direct, 200),
    ("POST", "/clock", world.shift_clock, 200),
    ("POST", "/faults", trouble.arm_fault, 201),
    ("DELETE", "/faults", trouble.clear_faults, 200),
    ("POST", "/tricks", trouble.set_tricks, 200),
    ("DELETE", "/tricks", trouble.clear_tricks, 200),
    ("GET", "/stories", trouble.show_story, 200),
    ("POST", "/stories", trouble.start_story, 202),
    ("DELETE", "/stories", trouble.stop_story, 200),
    ("POST", "/redeliver", trouble.redeliver, 202),
    ("POST", "/subscribe", trouble.subscribe, 200),
    ("POST", "/reset", trouble.reset, 200),
)


def routes() -> list[Route]:
    """One route for each line of the table."""
    return [Route(path, _endpoint(act, status), methods=[method]) for method, path, act, status in TABLE]


def _endpoint(handler: Handler, status: int) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            _check_allowed(request)
            return JSONResponse(await handler(request), status)
        except ControlError as error:
            return JSONResponse({"error": str(error)}, error.status)
        except NotPossibleError as error:
            return JSONResponse({"error": str(error)}, 400)

    return answer


def _check_allowed(request: Request) -> None:
    expected: str = request.app.state.simulation.config.control_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if expected and not hmac.compare_digest(given.encode(), expected.encode()):
        raise ControlError("Send SIMULATOR_CONTROL_TOKEN as a bearer token.", status=401)
    if is_foreign(request):
        raise ControlError("Requests from other sites are not taken.", status=403)
