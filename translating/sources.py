"""Find every text that the code marks for translation."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "automation", "config", "inbox", "platforms")
# Where the singular, the plural and the context stand in a call.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


class Domain(NamedTuple):
    """One catalogue a language: what runs on the server, and what runs in the browser."""

    name: str
    method: str
    suffixes: tuple[str, ...]


SERVER = Domain("django", "python", (".py", ".html", ".txt"))
BROWSER = Domain("djangojs", "javascript", (".js",))
DOMAINS = (SERVER, BROWSER)


def template(domain: Domain) -> Catalog:
    """Return every text of a domain, not translated, in the order of files and lines."""
    catalogue = Catalog(project="Earful", fuzzy=False)
    for path in _files(domain):
        found = extract(domain.method, BytesIO(_code(path)), KEYWORDS, ("Translators:",))
        for line, message, comments, context in found:
            if message:
                place = (str(path.relative_to(ROOT)), line)
                catalogue.add(message, locations=[place], auto_comments=comments, context=context)
    return catalogue


def _files(domain: Domain) -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*")):
            parts = path.relative_to(ROOT).parts
            if path.suffix in domain.suffixes and not {"migrations", "vendor"} & set(parts):
                yield path


def _code(path: Path) -> bytes:
    """Return a file as code that calls gettext. Django does the same to templates before it asks xgettext."""
    if path.suffix in SERVER.suffixes[1:]:
        lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
        # What is left of the markup would be read as indentation.
        return "\n".join(line.lstrip() for line in lines).encode()
    return path.read_bytes()
