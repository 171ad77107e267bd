"""All acts of runs: those of a selection, and sharing out, which makes sense for many only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from inbox.bulk.acts import ACTS, BulkAct
from inbox.bulk.changes import restore_assignee
from inbox.bulk.sharing import share_out

ALL_ACTS = ACTS | {"share_out": BulkAct(gettext_lazy("Share out"), share_out, restore_assignee)}
