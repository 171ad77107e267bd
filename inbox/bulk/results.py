"""What came of a run, for people: in a line, and conversation by conversation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.bulk.table import ALL_ACTS
from inbox.models import BulkItem, BulkRun
from inbox.screens.listing import name_of, person_of

PAGE = 100
Outcome = BulkItem.Outcome
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one conversation."""

    item: BulkItem
    name: str


def counts_of(run: BulkRun) -> dict[str, int]:
    """Return how many conversations had each outcome."""
    rows = run.items.order_by().values_list("outcome").annotate(number=Count("pk"))
    return {outcome.value: 0 for outcome in Outcome} | dict(rows)


def title_of(run: BulkRun) -> str:
    """Return what a run is about: “Resolve”."""
    label = str(ALL_ACTS[run.act].label)
    return _("Undo: %(act)s") % {"act": label} if run.undoes_id else label


def sentence_of(run: BulkRun, counts: dict[str, int]) -> str:
    """Return what came of it so far: “Resolve: 4,312 done, 3 could not be done”."""
    undone, refused, same = counts[Outcome.UNDONE], counts[Outcome.REFUSED], counts[Outcome.UNCHANGED]
    done = undone if run.undoes_id else counts[Outcome.DONE] + undone
    parts = [_("%(number)s done") % {"number": localize(done)}]
    if same:
        text = ngettext("%(number)s was so already", "%(number)s were so already", same)
        parts.append(text % {"number": localize(same)})
    if refused and run.undoes_id:
        text = ngettext("%(number)s left as it is", "%(number)s left as they are", refused)
        parts.append(text % {"number": localize(refused)})
    elif refused:
        parts.append(_("%(number)s could not be done") % {"number": localize(refused)})
    if run.status == BulkRun.Status.CANCELLED:
        parts.append(_("stopped"))
    return f"{title_of(run)}: {', '.join(parts)}"


def question_of(act: str, total: int) -> str:
    """Return what is asked before the public sees something in many places."""
    label = str(ALL_ACTS[act].label)
    text = ngettext(
        "%(act)s: %(number)s conversation. The public sees it.",
        "%(act)s: %(number)s conversations. The public sees it.",
        total,
    )
    return text % {"act": label, "number": localize(total)}


def items_of(run: BulkRun, outcome: str = "", after: int = 0) -> QuerySet[BulkItem]:
    """Return the items of a run after one of them, all or those with an outcome."""
    items = run.items.filter(pk__gt=after).order_by("pk")
    related = ("conversation__identity", "conversation__last_message__identity", "conversation__channel")
    items = items.select_related(*related)
    return items.filter(outcome=outcome) if outcome in Outcome.values else items


def lines_of(items: QuerySet[BulkItem]) -> list[Line]:
    return [Line(item, name_of(person_of(item.conversation))) for item in items]


def table_of(run: BulkRun) -> Iterator[list[str]]:
    """Return the rows of a spreadsheet, with a heading: one a conversation."""
    yield [_("Conversation"), _("Person"), _("Channel"), _("Outcome"), _("Reason")]
    for item in items_of(run).iterator(chunk_size=500):
        conversation = item.conversation
        person = name_of(person_of(conversation))
        cells = [person, str(conversation.channel), item.get_outcome_display(), item.detail]
        yield [str(conversation.pk), *map(_plain, cells)]


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
