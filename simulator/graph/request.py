"""One call to the Graph API, read from HTTP: where it goes, with which parameters, by whom."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from simulator.graph.errors import invalid, unknown_path, wrong_token
from simulator.graph.fields import Selection, parse
from simulator.model import Account, Json
from simulator.payloads import TOPICS
from simulator.simulation import Simulation

_PATH = re.compile(r"/v\d+\.\d+/(?P<object>[^/]+)(?:/(?P<edge>[^/]+))?/?")
TOKEN = "access_token"  # noqa: S105 - the name of the parameter
MAX_LIMIT = 50
DEFAULT_LIMIT = 25


@dataclass(frozen=True, kw_only=True)
class GraphRequest:
    """A call with its parameters, wherever they stood: query, form or JSON."""

    method: str
    path: str
    base: str
    object_id: str
    edge: str
    params: Json
    token: str

    @property
    def is_write(self) -> bool:
        return self.method != "GET"

    @property
    def limit(self) -> int:
        """How many items a page has; Instagram never gives more than 50."""
        raw = self.text("limit")
        if not raw:
            return DEFAULT_LIMIT
        if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
            raise invalid("Param limit must be a number")
        return max(1, min(MAX_LIMIT, int(raw)))

    def text(self, name: str) -> str:
        """A parameter as text, empty when it is missing."""
        value = self.params.get(name, "")
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value)

    def mapping(self, name: str) -> Json:
        """A parameter that is an object, also when it came as JSON text in a form."""
        value = self.params.get(name)
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                value = None
        if not isinstance(value, dict):
            raise invalid(f"Param {name} must be an object")
        return value

    def identifiers(self, name: str) -> list[str]:
        """A parameter that is a list of ids, as JSON."""
        try:
            value = json.loads(self.text(name))
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise invalid(f"Param {name} must be an array")
        return value

    def truth(self, name: str) -> bool:
        """A parameter that is `true` or `false`."""
        value = self.text(name).lower()
        if value not in ("true", "false"):
            raise invalid(f"Param {name} must be a boolean")
        return value == "true"

    def fields(self, default: str = "id") -> dict[str, Selection]:
        return parse(self.text("fields"), default=default)


async def read(request: Request) -> GraphRequest:
    """Take a request apart."""
    match = _PATH.fullmatch(request.url.path)
    if match is None:
        raise unknown_path(request.url.path)
    params: Json = dict(request.query_params)
    params |= _body(request.headers.get("content-type", ""), await request.body())
    token = str(params.pop(TOKEN, "")) or request.headers.get("authorization", "").removeprefix("Bearer ")
    return GraphRequest(
        method=request.method,
        path=request.url.path,
        base=str(request.base_url).rstrip("/") + request.url.path,
        object_id=match["object"],
        edge=match["edge"] or "",
        params=params,
        token=token,
    )


def authorise(simulation: Simulation, call: GraphRequest) -> Account:
    """Whose token the call carries."""
    account = simulation.world.account_with_token(call.token) if call.token else None
    if account is None or account.platform not in TOPICS:
        raise wrong_token()
    return account


def _body(content_type: str, raw: bytes) -> Json:
    if not raw:
        return {}
    try:
        if content_type.startswith("application/json"):
            value = json.loads(raw)
            return value if isinstance(value, dict) else {}
        return dict(parse_qsl(raw.decode(), keep_blank_values=True))
    except (ValueError, RecursionError) as error:
        raise invalid("The request body cannot be read") from error
