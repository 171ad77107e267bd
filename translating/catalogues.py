"""The catalogues of a language: `locale/<language>/LC_MESSAGES/`, each as .po to edit and .mo to run."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from translating.sources import DOMAINS, ROOT, Domain, template

FOLDER = ROOT / "locale"
# The same texts make the same file, whenever they are collected.
ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def path_of(language: str, domain: Domain) -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"{domain.name}.po"


def languages() -> list[str]:
    """Return the languages that have a folder."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def read(language: str, domain: Domain) -> Catalog:
    """Return a catalogue as it is stored; an empty one for a language that is new."""
    path = path_of(language, domain)
    if not path.exists():
        return Catalog(locale=language, project="Earful", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain.name)


def updated(language: str, domain: Domain) -> Catalog:
    """Return a catalogue with the texts there are now: new ones are empty, those that are gone leave."""
    catalogue = read(language, domain)
    catalogue.update(template(domain), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = ANY_DAY
    catalogue.last_translator, catalogue.language_team = "Earful", language
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """Return the file to edit. It names files but no lines, so that moved code changes nothing."""
    file = BytesIO()
    write_po(file, catalogue, width=110, include_lineno=False, sort_by_file=True)
    return file.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Return the file to run. What is not translated is left out: it is said in English then."""
    whole = read_po(BytesIO(as_po(catalogue)), locale=catalogue.locale)
    for message in untranslated(whole):
        whole.delete(message.id, message.context)
    file = BytesIO()
    write_mo(file, whole)
    return file.getvalue()


def untranslated(catalogue: Catalog) -> list[Message]:
    """Return the texts that have no translation, or one that nobody confirmed."""
    return [message for message in catalogue if message.id and (message.fuzzy or not _is_whole(message))]


def _is_whole(message: Message) -> bool:
    said = [message.string] if isinstance(message.string, str | None) else message.string
    return bool(said) and all(said)


def collect(language: str) -> list[str]:
    """Write both catalogues of a language anew, and compile them; return what is not translated yet."""
    missing: list[str] = []
    for domain in DOMAINS:
        catalogue = updated(language, domain)
        path = path_of(language, domain)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalogue))
        path.with_suffix(".mo").write_bytes(as_mo(catalogue))
        missing += [str(message.id) for message in untranslated(catalogue)]
    return missing
