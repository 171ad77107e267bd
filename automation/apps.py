from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "automation"
    verbose_name = "Automation"

    def ready(self) -> None:
        """Connect the receivers and tell the triage screen what only rules know, once apps are loaded."""
        from automation import receivers, triage  # noqa: F401, PLC0415

        triage.install()
