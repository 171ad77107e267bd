"""The review queue: its page, its acts, and what is new on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from automation.review import acts, cases, exceptions, queue, undo
from automation.review.acts import LOADED, Outcome, Shown
from automation.services import InvalidRule
from inbox.access import Request, Visit, agents_only, is_fragment, members_only, require_manager
from inbox.models import Message
from inbox.screens.listing import number_in
from inbox.screens.pages import side_context

MOST_SHOWN = 1000


@members_only
def review(request: Request, visit: Visit) -> HttpResponse:
    """The queue; a further page of it when htmx asks."""
    page = cases.page_of(visit.workspace, number_in(request.GET.get("before", "")))
    if is_fragment(request):
        return render(request, "automation/review/_cases.html", {"visit": visit, "page": page})
    return _page(request, visit, page)


@members_only
def news(request: Request, visit: Visit) -> JsonResponse:
    """How many messages came after the newest on the page, and which of those shown wait no more."""
    newest = number_in(request.GET.get("newest", ""))
    shown = [number_in(text) for text in request.GET.get("shown", "").split(",")][:MOST_SHOWN]
    fresh = len(queue.waiting_ids(visit.workspace, after=newest))
    waiting = queue.still_waiting(visit.workspace, shown)
    return JsonResponse(
        {
            "new": f"{fresh}" if fresh <= queue.PAGE else f"{queue.PAGE}+",
            "count": queue.count(visit.workspace),
            "gone": [pk for pk in shown if pk and pk not in waiting],
        }
    )


@agents_only
def approve(request: Request, visit: Visit) -> HttpResponse:
    shown = Shown.read(request.POST)
    outcome = acts.approve(visit.workspace, shown, by=visit.actor)
    said = ngettext("Approved", "%(n)d approved", outcome.number) % {"n": outcome.number}
    return _answer(request, visit, shown, outcome, said, offer=_offer(visit, outcome))


@agents_only
def reject(request: Request, visit: Visit) -> HttpResponse:
    shown = Shown.read(request.POST)
    outcome = acts.reject(visit.workspace, shown, by=visit.actor)
    said = ngettext("Rejected", "%(n)d rejected", outcome.number) % {"n": outcome.number}
    return _answer(request, visit, shown, outcome, said)


@agents_only
def hide(request: Request, visit: Visit) -> HttpResponse:
    shown = Shown.read(request.POST)
    outcome = acts.hide(visit.workspace, shown, by=visit.actor)
    said = ngettext("Hidden for good", "%(n)d hidden for good", outcome.number) % {"n": outcome.number}
    return _answer(request, visit, shown, outcome, said)


@agents_only
def take_back(request: Request, visit: Visit) -> HttpResponse:
    """Put what was just decided back in front of the person."""
    shown = Shown.read(request.POST)
    outcome = undo.take_back(visit.workspace, shown, by=visit.actor)
    problem = next(iter(outcome.problems.values()), "")
    said = _("Taken back") if outcome.number else ""
    context = {"said": said, "problem": problem}
    return _answer(request, visit, shown, Outcome(), "", toast=context)


@agents_only
def add_exception(request: Request, visit: Visit) -> HttpResponse:
    """Make the rule or the list leave a phrase alone. For who may change rules."""
    require_manager(visit)
    message = get_object_or_404(
        Message.objects.select_related(*LOADED),
        workspace=visit.workspace,
        pk=number_in(request.POST.get("case", "")),
    )
    phrase = " ".join(request.POST.get("phrase", "").split())
    context: dict[str, Any] = {"visit": visit}
    try:
        name = exceptions.add(visit.workspace, request.POST.get("target", ""), phrase, by=visit.actor)
        context["said"] = _("Added to “%(name)s”: it leaves “%(phrase)s” alone.") % {
            "name": name,
            "phrase": phrase,
        }
    except InvalidRule as error:
        problem = "; ".join(each["problem"] for each in error.problems)
        context |= {"problem": problem, "offer": exceptions.offer_for(message), "phrase": phrase}
    except LookupError:
        context["problem"] = _("That list or rule is no longer there.")
    if not is_fragment(request):
        return redirect("review", visit.workspace.slug)
    return render(request, "automation/review/_done.html", context)


def _offer(visit: Visit, outcome: Outcome) -> exceptions.Offer | None:
    """Offer an exception where one message was shown again by somebody who may change rules."""
    if len(outcome.messages) == 0 or not visit.membership.may_manage:
        return None
    message = Message.objects.select_related(*LOADED).get(workspace=visit.workspace, pk=outcome.messages[0])
    return exceptions.offer_for(message)


def _answer(
    request: Request,
    visit: Visit,
    shown: Shown,
    outcome: Outcome,
    said: str,
    *,
    offer: exceptions.Offer | None = None,
    toast: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer an act with what still waits of the card, what others decided, and a way back."""
    remaining = cases.cases_of(visit.workspace, list(shown.cards), outcome.problems)
    context = {
        "visit": visit,
        "groups": cases.grouped(remaining),
        "told": list(dict.fromkeys(outcome.told)),
        "done": toast
        or {"said": said if outcome.number else "", "outcome": outcome, "cards": list(shown.cards)},
        "offer": offer,
        "count": queue.count(visit.workspace),
    }
    if is_fragment(request):
        return render(request, "automation/review/_answer.html", context)
    if not (outcome.problems or outcome.told):
        return redirect("review", visit.workspace.slug)
    page = cases.page_of(visit.workspace, 0)
    problems = [*outcome.problems.values(), *outcome.told]
    return _page(request, visit, page, problems=problems, status=422)


def _page(
    request: Request, visit: Visit, page: cases.Page, *, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = side_context(visit) | {
        "here": "review",
        "page": page,
        "count": queue.count(visit.workspace),
        "problems": problems or [],
    }
    return render(request, "automation/review/page.html", context, status=status)
