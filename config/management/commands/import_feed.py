"""`manage.py import_feed FILE --channel NAME`: comments and messages from a file."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo, available_timezones

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import Workspace
from automation.decide import decide_again
from automation.models import Decision, Mode
from config.management.import_report import ImportReport
from config.management.terminal import Meter, on_interrupt
from inbox.imports.channels import NotForImport, create_channel, find_channel
from inbox.imports.errors import ErrorFile
from inbox.imports.lines import UnusableFile
from inbox.imports.mapping import match_columns, parse_mapping
from inbox.imports.reading import Rows, open_rows
from inbox.imports.runner import Summary, run_import
from inbox.imports.storing import Store, rehearsing, storing
from inbox.models import Channel
from platforms.cleaning import clean

STDIN = "-"
BAD_ROWS, UNUSABLE, INTERRUPTED = 1, 2, 130
GOES_ON = "What was stored stays; the same command goes on from there."
MORE = " The others are imported. --errors FILE writes all bad ones to a file."
RULES = {"shadow": Mode.SHADOW, "live": Mode.LIVE, "off": None}


class Command(BaseCommand):
    help = (
        "Import comments and messages from a CSV or JSON Lines file. Only a text column is needed. "
        "Repeating an import changes nothing. See docs/import-format.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The file; - reads what is piped in.")
        parser.add_argument("--channel", required=True, help="Its name; the channel is made when missing.")
        parser.add_argument("--workspace", help="Slug; needed when there are several.")
        parser.add_argument(
            "--map", action="append", default=[], metavar="OURS=THEIRS", help="The file's name for a column."
        )
        parser.add_argument("--timezone", help="For times without a zone; default: the workspace's.")
        parser.add_argument("--encoding", default="utf-8", help="Default: utf-8.")
        parser.add_argument("--dry-run", action="store_true", help="Check and count; write nothing.")
        parser.add_argument("--run-rules", choices=tuple(RULES), default="off", help="On the new messages.")
        parser.add_argument("--errors", metavar="FILE", help="Write every bad row to this CSV file.")

    def handle(self, *args: Any, **options: Any) -> None:
        # Earful need not run for this; then no screen is open that would miss anything.
        logging.getLogger("inbox.live").setLevel(logging.ERROR)
        try:
            with ExitStack() as stack:
                report, summary = self._import(stack, options)
        except UnusableFile as error:
            raise CommandError(f"{error} {error.hint}".rstrip(), returncode=UNUSABLE) from error
        except NotForImport as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        except OSError as error:
            problem = f"{error.filename or options['file']}: {error.strerror or error}."
            raise CommandError(problem, returncode=UNUSABLE) from error
        except (DatabaseError, sqlite3.Error) as error:
            problem = f"The database stopped the import: {error}. {GOES_ON}"
            raise CommandError(problem, returncode=UNUSABLE) from error
        except KeyboardInterrupt:
            raise CommandError(f"Interrupted. {GOES_ON}", returncode=INTERRUPTED) from None
        self._conclude(report, summary, options)

    def _import(self, stack: ExitStack, options: Mapping[str, Any]) -> tuple[ImportReport, Summary]:
        mapping = parse_mapping(options["map"])
        workspace = _workspace(options["workspace"])
        zone = _zone(options["timezone"]) if options["timezone"] else workspace.zone
        name = clean(options["channel"].strip())
        channel = find_channel(workspace, name)
        stream = stack.enter_context(_opened(options["file"]))
        rows = open_rows(stream, name=options["file"], encoding=options["encoding"])
        columns = match_columns(rows.columns, mapping)
        errors = _error_file(stack, options, rows)
        if channel is None and not options["dry_run"]:
            channel = create_channel(workspace, name)
        meter = stack.enter_context(Meter(self.stdout, _size(stream)).running())
        report = ImportReport(meter, rows.lines, errors, is_verbose=options["verbosity"] > 1)
        stack.enter_context(on_interrupt(report.stop))
        now = timezone.now()
        store = _store(channel, options, now)
        summary = run_import(rows.rows, store, columns=columns, zone=zone, now=now, listener=report)
        return report, summary

    def _conclude(self, report: ImportReport, summary: Summary, options: Mapping[str, Any]) -> None:
        for line in report.conclusion(summary, is_dry_run=options["dry_run"]):
            self.stdout.write(line)
        if summary.is_stopped:
            raise CommandError(f"Stopped. {GOES_ON}", returncode=INTERRUPTED)
        if summary.bad:
            where = f" All of them are in {options['errors']}." if options["errors"] else MORE
            raise CommandError(
                f"{summary.bad:,} of {summary.rows:,} rows are bad.{where}", returncode=BAD_ROWS
            )


def _workspace(slug: str | None) -> Workspace:
    slugs = list(Workspace.objects.order_by("slug").values_list("slug", flat=True)[:50])
    if not slugs:
        raise CommandError(
            "There is no workspace yet. `make up` or the admin makes one.", returncode=UNUSABLE
        )
    if slug is None and len(slugs) > 1:
        raise CommandError(
            f"There are several workspaces. Add --workspace with one of: {', '.join(slugs)}.",
            returncode=UNUSABLE,
        )
    found = Workspace.objects.filter(slug=slug or slugs[0]).first()
    if found is None:
        raise CommandError(
            f"There is no workspace {slug!r}. There are: {', '.join(slugs)}.", returncode=UNUSABLE
        )
    return found


def _zone(name: str) -> ZoneInfo:
    if name in available_timezones():
        return ZoneInfo(name)
    close = get_close_matches(name, available_timezones(), n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    raise CommandError(f"{name!r} is not a time zone, such as Europe/Amsterdam.{meant}", returncode=UNUSABLE)


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == STDIN:
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as stream:
        yield stream


def _size(stream: BinaryIO) -> int | None:
    """Return how many bytes there are to read; None for a pipe."""
    try:
        status = os.fstat(stream.fileno())
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _error_file(stack: ExitStack, options: Mapping[str, Any], rows: Rows) -> ErrorFile | None:
    if not options["errors"]:
        return None
    path = Path(options["errors"])
    if options["file"] != STDIN and path.exists() and path.samefile(options["file"]):
        raise CommandError(
            "--errors names the file that is imported. Choose another one.", returncode=UNUSABLE
        )
    return ErrorFile(stack.enter_context(path.open("w", encoding="utf-8", newline="")), rows.columns)


def _store(channel: Channel | None, options: Mapping[str, Any], now: datetime) -> Store:
    if channel is None or options["dry_run"]:
        return rehearsing(channel)
    mode = RULES[options["run_rules"]]
    return storing(channel, now=now, decide=partial(_decide, at_most=mode) if mode else None)


def _decide(channel: Channel, message_ids: Sequence[int], *, at_most: Mode) -> Mapping[str, int]:
    """Run the rules over new messages; return how often each outcome came."""
    decide_again(channel, message_ids, now=timezone.now(), at_most=at_most)
    outcomes = Decision.objects.filter(message__in=message_ids).values_list("outcome", flat=True)
    return Counter(outcomes)
