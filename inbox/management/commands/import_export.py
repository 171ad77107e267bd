"""`manage.py import_export FOLDER|ZIP|FILE --channel NAME`: what a platform hands out about an account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Workspace
from inbox.imports.channels import NotForImport, create_channel, find_channel
from inbox.imports.exports.reading import COLUMNS, open_export
from inbox.imports.exports.tree import open_tree
from inbox.imports.lines import UnusableFile
from inbox.imports.mapping import match_columns
from inbox.imports.runner import Listener, Summary, run_import
from inbox.imports.storing import rehearsing, storing

SHOWN_BAD = 20
OPTIONS = ("place", "channel", "me", "dry_run")


class Command(BaseCommand):
    help = (
        "Import the export of an Instagram, Facebook, TikTok or YouTube account: its direct messages and its "
        "own comments, as history. Repeating an import changes nothing. See docs/import-format.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("place", type=Path, help="The folder, ZIP archive or file.")
        parser.add_argument("--channel", required=True, help="Its name; the channel is made when missing.")
        parser.add_argument("--workspace", required=True, help="Slug.")
        parser.add_argument("--me", default="", help="The account's name in its direct messages.")
        parser.add_argument("--dry-run", action="store_true", help="Check and count; write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace {options['workspace']}.")
        try:
            summary = self._import(workspace, **{name: options[name] for name in OPTIONS})
        except (UnusableFile, NotForImport, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{summary.rows:,} rows: {summary.new:,} new, {summary.already_there:,} known, "
            f"{summary.repeated:,} repeated, {summary.bad:,} not usable."
        )

    def _import(self, workspace: Workspace, *, place: Path, channel: str, me: str, dry_run: bool) -> Summary:
        now = timezone.now()
        target = find_channel(workspace, channel)
        with open_tree(place) as tree:
            export = open_export(tree, owner=me)
            if target is None and not dry_run:
                target = create_channel(workspace, channel)
            is_written = target is not None and not dry_run
            store = storing(target, now=now) if target and is_written else rehearsing(target)
            return run_import(
                export.rows(),
                store,
                columns=match_columns(COLUMNS, {}),
                zone=workspace.zone,
                now=now,
                listener=_Telling(self),
            )


class _Telling(Listener):
    """Names the first bad rows."""

    def __init__(self, command: BaseCommand) -> None:
        self._command, self._told = command, 0

    def bad_row(self, row: Any, problem: str) -> None:
        self._told += 1
        if self._told <= SHOWN_BAD:
            self._command.stderr.write(f"Row {row.line}: {problem}")
