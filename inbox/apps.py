from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class InboxConfig(AppConfig):
    name = "inbox"
    verbose_name = "Inbox"

    def ready(self) -> None:
        from inbox.search.installing import install  # noqa: PLC0415  # models are not there before

        Path(settings.UPLOADS_DIR).mkdir(parents=True, exist_ok=True)
        post_migrate.connect(install, sender=self)
