"""The ASGI program: Graph API, control API and the public's pages over one simulation."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from simulator import backstage, numbers, pages, tokens
from simulator.config import Config, ConfigError
from simulator.control import routes as control
from simulator.graph.endpoint import graph
from simulator.graph.usage import Usage
from simulator.linkedin.endpoint import linkedin
from simulator.simulation import Simulation
from simulator.snapshot import Snapshots
from simulator.stories import STORIES
from simulator.storyteller import Storyteller, Telling
from simulator.telegram.endpoint import telegram
from simulator.tiktok.endpoint import tiktok
from simulator.web import BodyLimit, StrictHeaders
from simulator.x.endpoint import x
from simulator.youtube.endpoint import youtube
from simulator.youtube.quota import Quota

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"


def build(config: Config) -> Starlette:
    """One simulator; it comes alive when the server starts it."""
    if config.story and config.story not in STORIES:
        raise ConfigError(f"There is no story {config.story}. There are: {', '.join(STORIES)}, none.")
    simulation = Simulation(config)
    app = Starlette(
        routes=[
            Route("/healthz", _health),
            Mount("/control", routes=control.routes()),
            Mount("/static", StaticFiles(directory=STATIC)),
            *tokens.routes(),
            Route("/v{version}/{rest:path}", graph, methods=["GET", "POST", "DELETE"]),
            Route("/open_api/v1.3/{rest:path}", tiktok, methods=["GET", "POST"]),
            Route("/youtube/v3/{rest:path}", youtube, methods=["GET", "POST", "PUT", "DELETE"]),
            Route("/2/{rest:path}", x, methods=["GET", "POST", "PUT"]),
            Route("/rest/{rest:path}", linkedin, methods=["GET", "POST"]),
            Route("/bot{token}/{method}", telegram, methods=["POST"]),
            Route("/pictures/{post}.png", numbers.picture),
            *backstage.routes(),
            *pages.routes(),
        ],
        middleware=[Middleware(StrictHeaders), Middleware(BodyLimit)],
        lifespan=_lifespan,
    )
    app.state.simulation = simulation
    app.state.storyteller = Storyteller(simulation)
    app.state.usage = Usage()
    app.state.quota = Quota()
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    simulation: Simulation = app.state.simulation
    storyteller: Storyteller = app.state.storyteller
    snapshots = Snapshots(simulation, simulation.config.data)
    if not snapshots.load():
        simulation.plant()
    if not simulation.config.webhook_url:
        logger.warning("SIMULATOR_WEBHOOK_URL is not set: nobody is told what happens here")
    simulation.emitter.start()
    saving = asyncio.create_task(snapshots.run())
    _tell_first_story(simulation, storyteller)
    yield
    storyteller.stop()
    saving.cancel()
    await simulation.emitter.stop()
    snapshots.save_last()


def _tell_first_story(simulation: Simulation, storyteller: Storyteller) -> None:
    """The story from the settings, without end; after a restart another telling of it."""
    config = simulation.config
    if config.story:
        storyteller.start(
            Telling(
                story=config.story,
                rate=config.rate,
                seed=config.seed + simulation.stories_told,
                seconds=None,
                account_id=simulation.first_account.id,
            )
        )


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})
