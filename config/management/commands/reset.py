"""`manage.py reset`: empty the data directory of an embedded installation."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.management.commands.up import only_one
from config.runtime import valkey_socket
from config.valkey import stop_left_over

# What Earful puts there. Anything else in the directory is not ours to delete.
OURS = (
    *("earful.sqlite3", "earful.sqlite3-wal", "earful.sqlite3-shm", "secrets.json", "simulator.json"),
    *("celerybeat", "celerybeat-shm", "celerybeat-wal", "celerybeat.db", "run.json", "valkey", "static"),
)


class Command(BaseCommand):
    help = "Delete all of Earful's data in DATA_DIR: messages, rules, people, secrets."
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_SQLITE:
            raise CommandError(
                "DATABASE_URL names a database server. `make reset` empties embedded installations only; "
                "use `manage.py flush` if you mean that database."
            )
        with only_one(settings.DATA_DIR):
            stop_left_over(settings.DATA_DIR)
            for name in OURS:
                path = settings.DATA_DIR / name
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
            shutil.rmtree(valkey_socket(settings.DATA_DIR).parent, ignore_errors=True)
        self.stdout.write(f"{settings.DATA_DIR} is empty. `make up` starts anew.")
