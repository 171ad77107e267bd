from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InboxConfig(AppConfig):
    name = "inbox"
    verbose_name = "Inbox"

    def ready(self) -> None:
        from inbox.search.installing import install  # noqa: PLC0415  # models are not there before

        post_migrate.connect(install, sender=self)
