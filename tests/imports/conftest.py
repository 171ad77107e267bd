from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Workspace
from tests.factories import make_workspace


class Importer:
    """Writes a file and imports it. Keeps what was printed and how the command ended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = ""
        self.status = 0
        self.error = ""

    def __call__(
        self, content: str | bytes, *arguments: str, name: str = "feed.csv", **options: Any
    ) -> Importer:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self.read(str(path), *arguments, **options)

    def read(self, path: str, *arguments: str, **options: Any) -> Importer:
        output = StringIO()
        self.status, self.error = 0, ""
        try:
            call_command("import_feed", path, "--channel", "Shop", *arguments, stdout=output, **options)
        except CommandError as error:
            self.status, self.error = error.returncode, str(error)
        self.output = output.getvalue()
        return self

    def count(self, label: str) -> int:
        """Return the number in front of a label of the summary."""
        for line in self.output.splitlines():
            number, _, rest = line.strip().partition(" ")
            if rest == label:
                return int(number.replace(",", ""))
        return 0


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace("shop", timezone="Europe/Amsterdam")


@pytest.fixture
def run(workspace: Workspace, tmp_path: Path) -> Importer:
    return Importer(tmp_path)
