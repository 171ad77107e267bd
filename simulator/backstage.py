"""The page from which a person tells stories and lets things go wrong; the control API by hand.

It asks for no token, so with SIMULATOR_CONTROL_TOKEN set it is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from simulator import faults, pages, tricks
from simulator.control import trouble
from simulator.control.params import ControlError, Params
from simulator.model import Json
from simulator.simulation import Simulation
from simulator.stories import STORIES
from simulator.storyteller import Storyteller
from simulator.web import is_foreign

PATH = "/backstage"
MAX_FIELDS = 40


def routes() -> list[Route]:
    """The page, and where its forms go."""
    return [Route(PATH, show), Route(f"{PATH}/{{act}}", act, methods=["POST"])]


async def show(request: Request) -> Response:
    """What is going on, and the forms to change it."""
    simulation, storyteller = _parts(request)
    emitter = simulation.emitter
    return pages.page(
        "backstage.html",
        request,
        simulation.first_account,
        story=storyteller.as_json(),
        stories=sorted(STORIES),
        kinds=faults.KINDS,
        armed=simulation.faults.as_json(),
        tricks=simulation.tricks.as_json(),
        limits=tricks.LIMITS,
        deliveries={"under way": emitter.pending, **asdict(emitter.tally)},
    )


async def act(request: Request) -> Response:
    """One of the forms."""
    simulation, storyteller = _parts(request)
    done = ACTS.get(request.path_params["act"])
    if done is None or is_foreign(request):
        raise HTTPException(404 if done is None else 403)
    try:
        done(simulation, storyteller, await _filled_in(request))
    except ControlError as problem:
        return RedirectResponse(f"{PATH}?{urlencode({'problem': str(problem)})}", status_code=303)
    return RedirectResponse(PATH, status_code=303)


def _parts(request: Request) -> tuple[Simulation, Storyteller]:
    simulation: Simulation = request.app.state.simulation
    if simulation.config.control_token:
        raise HTTPException(404)
    return simulation, request.app.state.storyteller


async def _filled_in(request: Request) -> Json:
    """The fields that were filled in, numbers as such. A box that is ticked says `on`."""
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as form:
        return {name: _value(text) for name, text in form.items() if isinstance(text, str) and text}


def _value(text: str) -> object:
    if text == "on":
        return True
    with suppress(ValueError):
        # Ids of accounts are digits too, and longer than any number that is asked for.
        return float(text) if len(text) <= len("86400.00") else text
    return text


def _tell(simulation: Simulation, storyteller: Storyteller, values: Json) -> None:
    trouble.tell(simulation, storyteller, Params(values, known=trouble.STORY))


def _stop(_simulation: Simulation, storyteller: Storyteller, _values: Json) -> None:
    storyteller.stop()


def _arm(simulation: Simulation, _storyteller: Storyteller, values: Json) -> None:
    trouble.arm(simulation, Params(values, known=trouble.FAULT))


def _clear(simulation: Simulation, _storyteller: Storyteller, _values: Json) -> None:
    simulation.faults.clear()


def _turn(simulation: Simulation, _storyteller: Storyteller, values: Json) -> None:
    """What the form shows is how it shall be: a box that is not ticked is off."""
    wanted = Params(values, known=tricks.NAMES)
    simulation.tricks.off()
    trouble.turn(simulation, wanted)


ACTS: dict[str, Callable[[Simulation, Storyteller, Json], None]] = {
    "tell": _tell,
    "stop": _stop,
    "arm": _arm,
    "clear": _clear,
    "turn": _turn,
}
