"""`manage.py rotate_credentials`: write every stored secret anew with the newest key.

Afterwards the older keys can be taken out of ENCRYPTION_KEYS.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from inbox.models import Channel, WebhookEndpoint

MODELS: tuple[type[Channel] | type[WebhookEndpoint], ...] = (Channel, WebhookEndpoint)


class Command(BaseCommand):
    help = "Encrypt all stored credentials anew with the newest of ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in MODELS:
            ids = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
            for pk in ids:
                self._write_anew(model, pk)
            self.stdout.write(f"{len(ids)} {model._meta.verbose_name_plural}")

    @transaction.atomic
    def _write_anew(self, model: type[Channel] | type[WebhookEndpoint], pk: int) -> None:
        """Read with whichever key fits, write with the newest. Locked: a token may be renewed meanwhile."""
        row = model._default_manager.select_for_update().filter(pk=pk).first()
        if row is not None:
            row.save(update_fields=["credentials"])
