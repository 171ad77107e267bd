"""Acts on the conversations that a page names: the one in sight, or those chosen with `x`."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from inbox import undoing
from inbox.access import Request, Visit, agents_only
from inbox.bulk.acts import ACTS, Outcome, said
from inbox.models import Conversation
from inbox.screens.listing import number_in

MOST_CHOSEN = 500


@agents_only
def act(request: Request, visit: Visit, act: str) -> HttpResponse:
    """Do one act of the table to the conversations in `ids`, and say what came of it.

    `refused` names those that stay as they were and `problem` says why; `undo` takes the rest back.
    """
    chosen = _chosen(request, visit)
    results = ACTS[act].run(chosen, _values(request, visit), visit.actor)
    unchanged = sum(result.outcome == Outcome.UNCHANGED for result in results)
    return JsonResponse(
        {
            "undo": undoing.note_of(visit, act, results),
            "done": sum(result.outcome == Outcome.DONE for result in results),
            "unchanged": unchanged,
            "refused": [result.pk for result in results if result.outcome == Outcome.REFUSED],
            "problem": said(results) if results else _("It is no longer there."),
        }
    )


@agents_only
def undo(request: Request, visit: Visit) -> HttpResponse:
    """Take an act back. `done` names what is as it was before, `problem` says why the rest is not."""
    results = undoing.take_back(visit, request.POST.get("undo", ""))
    done = [result.pk for result in results if result.outcome != Outcome.REFUSED]
    problem = said(results) if results else _("That can no longer be undone.")
    return JsonResponse({"done": done, "problem": problem})


def _chosen(request: Request, visit: Visit) -> list[Conversation]:
    """Return the conversations of this workspace that a form names, as many as a list can hold."""
    rows = Conversation.objects.filter(workspace=visit.workspace, pk__in=_numbers(request, "ids"))
    return list(rows.order_by("pk"))


def _values(request: Request, visit: Visit) -> dict[str, Any]:
    """What the act needs: until when, to whom (`me`, an id, or nobody), which label, which messages."""
    assignee = request.POST.get("assignee", "")
    return {
        "until": request.POST.get("until", ""),
        "assignee": visit.user.pk if assignee == "me" else number_in(assignee) or None,
        "label": request.POST.get("label", ""),
        "messages": _numbers(request, "messages"),
    }


def _numbers(request: Request, name: str) -> list[int]:
    return [number_in(text) for text in request.POST.getlist(name)[:MOST_CHOSEN]]
