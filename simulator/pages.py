"""The pages that the public sees, and the forms with which anybody can play a made-up person."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from simulator import people, public
from simulator.model import Account, Post
from simulator.simulation import Simulation
from simulator.web import is_foreign

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
MAX_PROBLEM = 120


def routes() -> list[Route]:
    """Every page of the public."""
    return [
        Route("/", show_brand),
        Route("/p/{media}", show_post),
        Route("/p/{media}", write_comment, methods=["POST"]),
        Route("/direct", show_directs),
        Route("/direct/", show_directs),
        Route("/direct/", write_direct, methods=["POST"]),
        Route("/direct/{username}", show_direct),
    ]


async def show_brand(request: Request) -> Response:
    """The brand's profile with the grid of its posts."""
    simulation, account = _simulation(request), _brand(request)
    return page("brand.html", request, account, posts=public.post_views(simulation, account))


async def show_post(request: Request) -> Response:
    """One post with its comments."""
    simulation, post = _simulation(request), _post(request)
    comments, older = public.comment_views(simulation, post)
    wanted = request.query_params.get("reply")
    return page(
        "post.html",
        request,
        simulation.world.accounts[post.account_id],
        post=public.post_view(simulation, post),
        comments=comments,
        older=older,
        answered=next((found for found in comments if found.id == wanted), None),
    )


async def write_comment(request: Request) -> Response:
    """The form under a post."""
    simulation, post = _simulation(request), _post(request)
    form = await _form(request)
    back = f"/p/{post.id}"
    try:
        username = people.username_from(form["username"])
        written = people.comment(
            simulation, post, username=username, text=form["text"], parent_id=form["parent_id"] or None
        )
    except people.NotPossibleError as problem:
        return _back(back, problem=str(problem), reply=form["parent_id"], **_typed(form))
    return _back(back, **{"as": username}, fragment=f"c{written.id}")


async def show_directs(request: Request) -> Response:
    """All direct threads, as if looking over everybody's shoulder."""
    simulation, account = _simulation(request), _brand(request)
    return page("directs.html", request, account, threads=public.thread_views(simulation, account))


async def show_direct(request: Request) -> Response:
    """One person's thread with the brand."""
    simulation, account = _simulation(request), _brand(request)
    username = request.path_params["username"].lower()
    messages = public.message_views(simulation, account, username)
    return page(
        "direct.html", request, account, username=username, tint=public.tint(username), messages=messages
    )


async def write_direct(request: Request) -> Response:
    """The form of a thread, and of a new one."""
    simulation, account = _simulation(request), _brand(request)
    form = await _form(request)
    here = {"brand": account.username} if account.id != simulation.first_account.id else {}
    try:
        username = people.username_from(form["username"])
        people.send_direct(simulation, account.id, username=username, text=form["text"])
    except people.NotPossibleError as problem:
        return _back("/direct/", problem=str(problem), **_typed(form), **here)
    return _back(f"/direct/{quote(username)}", **here, fragment="write")


def _simulation(request: Request) -> Simulation:
    found: Simulation = request.app.state.simulation
    return found


def _brand(request: Request) -> Account:
    """The brand in `?brand=`, or the first."""
    simulation = _simulation(request)
    wanted = request.query_params.get("brand")
    if wanted is None:
        return simulation.first_account
    for account in simulation.world.accounts.values():
        if account.username == wanted:
            return account
    raise HTTPException(404)


def _post(request: Request) -> Post:
    post = _simulation(request).world.posts.get(request.path_params["media"])
    if post is None:
        raise HTTPException(404)
    return post


async def _form(request: Request) -> dict[str, str]:
    if is_foreign(request):
        raise HTTPException(403)
    # The fields are plain text; a file sent instead of one counts as nothing typed.
    async with request.form(max_files=0, max_fields=10) as form:
        values = {name: form.get(name) for name in ("username", "text", "parent_id")}
    return {name: value if isinstance(value, str) else "" for name, value in values.items()}


def _typed(form: dict[str, str]) -> dict[str, str]:
    """What was typed, to be given back beside the problem; a very long text does not fit in an address."""
    return {"as": form["username"][:30], "text": form["text"][:500]}


def _back(path: str, *, fragment: str = "write", **query: str) -> Response:
    asked = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(f"{path}{'?' if asked else ''}{asked}#{fragment}", status_code=303)


def page(name: str, request: Request, account: Account, **values: object) -> Response:
    """A template with what every page shows."""
    query = request.query_params
    accounts = list(_simulation(request).world.accounts.values())
    shown = {
        "account": account,
        "accounts": accounts,
        "is_guarded": bool(_simulation(request).config.control_token),
        "brand_query": f"?brand={quote(account.username)}" if account.id != accounts[0].id else "",
        "problem": query.get("problem", "")[:MAX_PROBLEM],
        "typed_name": query.get("as", "")[:30],
        "typed_text": query.get("text", "")[:500],
    }
    return HTMLResponse(_templates.get_template(name).render(shown | values))
