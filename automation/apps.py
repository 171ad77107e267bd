from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "automation"
    verbose_name = "Automation"

    def ready(self) -> None:
        from automation import receivers  # noqa: F401, PLC0415 - connects the receiver, once apps are loaded
