"""What the rules say about imported messages, for who wants to see it. Nothing happens by itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from automation.decide import decide_again
from automation.models import Mode, Rule, Suggestion
from automation.screens.telling import tell
from inbox.access import Request, Visit, agents_only
from inbox.models import FileImport, Message

# While a person waits; the newest first.
MOST = 500


@agents_only
def import_suggest(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Let the rules suggest on what an import added, the newest messages; then show what is suggested."""
    run = get_object_or_404(
        FileImport.objects.select_related("channel"), workspace=visit.workspace, pk=pk, channel__isnull=False
    )
    slug = visit.workspace.slug
    if not Rule.objects.filter(workspace=visit.workspace).active().exists():
        tell(request, _("No rule is in use yet. Add the default pack: its rules only suggest."))
        return redirect("rules", slug)
    assert run.channel is not None  # the query asks for it
    rows = Message.objects.inbound().filter(channel=run.channel, received_at=run.created_at)
    ids = list(rows.order_by("-sent_at", "-pk").values_list("pk", flat=True)[:MOST])
    decide_again(run.channel, ids, now=timezone.now(), at_most=Mode.SUGGEST)
    found = Suggestion.objects.filter(
        workspace=visit.workspace, message__in=ids, status=Suggestion.Status.PENDING
    ).count()
    told = ngettext("One suggestion in %(n)d messages.", "%(found)d suggestions in %(n)d messages.", found)
    tell(request, told % {"found": found, "n": len(ids)})
    return redirect("review", slug) if found else redirect("file_import", slug, run.pk)
