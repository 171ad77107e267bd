"""`manage.py rules lint|test|plan|apply|export|pack`: rules as files (docs/rule-files.md)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.text import Text

from accounts.audit import SYSTEM, Actor
from accounts.models import Membership, Workspace
from automation.checker import CheckedRule, check_rules
from automation.examples import check_examples
from automation.files import (
    InvalidFile,
    Plan,
    RuleFile,
    apply_plan,
    dump_rules,
    export_rules,
    make_plan,
    parse_rules,
)
from automation.pack import LANGUAGES, pack_file, plan_pack

PROBLEMS, USAGE = 1, 2
MARKS = {"create": ("+", "green"), "archive": ("-", "red"), "delete": ("-", "red"), "move": ("↕", "cyan")}


class Command(BaseCommand):
    help = "Check, test, compare, apply and export rules as files. See docs/rule-files.md."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(
            dest="action", required=True, metavar="lint|test|plan|apply|export|pack"
        )
        lint = actions.add_parser(
            "lint", help="Say what is wrong with files, and what their rules would do to one another."
        )
        lint.add_argument("files", nargs="+", metavar="FILE")
        test = actions.add_parser("test", help="Try each rule's own examples.")
        test.add_argument("files", nargs="*", metavar="FILE")
        test.add_argument("--workspace", metavar="SLUG", help="Test the rules of this workspace instead.")
        plan = actions.add_parser("plan", help="Print what a file would change; change nothing.")
        _add_source(plan)
        plan.add_argument(
            "--exit-code", action="store_true", help="End with 1 when there is something to do."
        )
        apply = actions.add_parser("apply", help="Do it, in one transaction, after asking.")
        _add_source(apply)
        apply.add_argument("--yes", action="store_true", help="Do not ask.")
        apply.add_argument("--by", metavar="EMAIL", help="The member in whose name; default: the system.")
        export = actions.add_parser("export", help="Write a workspace's rules as a file.")
        export.add_argument("--workspace", required=True, metavar="SLUG")
        export.add_argument("-o", "--output", metavar="FILE", help="Default: print it.")
        pack = actions.add_parser("pack", help="Print the default pack as a file.")
        pack.add_argument(
            "languages", metavar="LANGUAGES", help=f"Such as nl,en. There are: {', '.join(LANGUAGES)}."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        output: Any = self.stdout  # rich ends its lines itself: what is beneath Django's wrapper takes them
        self.console = Console(file=output._out, highlight=False, soft_wrap=True)
        do: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
            "lint": self._lint,
            "test": self._test,
            "plan": self._plan,
            "apply": self._apply,
            "export": self._export,
            "pack": self._pack,
        }
        try:
            do[options["action"]](options)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror or error}.", returncode=USAGE) from error

    def _lint(self, options: Mapping[str, Any]) -> None:
        problems = 0
        for name in options["files"]:
            try:
                file = parse_rules(Path(name).read_bytes())
            except InvalidFile as error:
                problems += len(error.problems)
                self._say(f"{name}", "bold")
                self._problems(error)
                continue
            findings = check_rules(_checked(file), file.words)
            problems += len(findings)
            self._say(f"{name}: {_size(file)}", "bold")
            for finding in findings:
                self._say(f"  {finding.sentence} {finding.remedy}", "yellow")
        self._end(problems, "problem")

    def _test(self, options: Mapping[str, Any]) -> None:
        if bool(options["files"]) is bool(options["workspace"]):
            raise CommandError("Name files, or a workspace with --workspace.", returncode=USAGE)
        red = sum(self._test_file(name, file) for name, file in self._files_to_test(options))
        self._end(red, "red example")

    def _files_to_test(self, options: Mapping[str, Any]) -> list[tuple[str, RuleFile]]:
        if options["workspace"]:
            workspace = _workspace(options["workspace"])
            return [(workspace.slug, export_rules(workspace))]
        return [(name, self._read(name)) for name in options["files"]]

    def _test_file(self, name: str, file: RuleFile) -> int:
        """Print a file's red examples, each with its reason; return how many there are."""
        tried = red = 0
        for rule in file.rules:
            results = check_examples(rule.body(), file.words)
            tried += len(results)
            for result in results:
                if not result.is_met:
                    red += 1
                    should = "should match" if result.wanted else "should not match"
                    self._say(f"  {rule.name}: “{result.text}” {should}: {result.outcome.reason}", "red")
        self._say(f"{name}: {tried - red} of {tried} examples green", "red" if red else "green")
        return red

    def _plan(self, options: Mapping[str, Any]) -> None:
        plan = self._made(options)
        if options["exit_code"] and not plan.is_empty:
            sys.exit(PROBLEMS)

    def _apply(self, options: Mapping[str, Any]) -> None:
        by = _actor(options)
        plan = self._made(options)
        if plan.is_empty:
            return
        if not options["yes"] and not self._is_agreed():
            raise CommandError("Nothing was changed.", returncode=PROBLEMS)
        try:
            apply_plan(plan, by=by)
        except InvalidFile as error:
            self._problems(error)
            raise CommandError("Nothing was changed.", returncode=PROBLEMS) from None
        self._say("Done.", "green")

    def _made(self, options: Mapping[str, Any]) -> Plan:
        """Return the plan, printed."""
        workspace = _workspace(options["workspace"])
        if bool(options["file"]) is bool(options["pack"]):
            raise CommandError("Name a file, or languages with --pack.", returncode=USAGE)
        try:
            if options["pack"]:
                plan = plan_pack(workspace, _languages(options["pack"]))
            else:
                file = self._read(options["file"])
                plan = make_plan(workspace, file, prune=options["prune"], live=options["live"])
        except InvalidFile as error:
            self._problems(error)
            raise CommandError("Nothing was changed.", returncode=PROBLEMS) from None
        self._show(plan)
        return plan

    def _show(self, plan: Plan) -> None:
        for step in plan.steps:
            mark, colour = MARKS.get(step.verb, ("~", "yellow"))
            self._say(f"{mark} {step.what} “{step.name}”: {step.verb}", colour)
            for line in step.lines:
                self._say(f"    {line}")
        for note in plan.notes:
            self._say(f"! {note} Add --live to put it live.", "magenta")
        if plan.is_empty:
            self._say("Nothing to do: the workspace is as the file says.", "green")

    def _is_agreed(self) -> bool:
        if not sys.stdin.isatty():
            raise CommandError("Nobody is there to ask. Add --yes to apply this.", returncode=USAGE)
        return input("Apply this? [y/N] ").strip().lower() in {"y", "yes"}

    def _export(self, options: Mapping[str, Any]) -> None:
        text = dump_rules(export_rules(_workspace(options["workspace"])))
        if options["output"]:
            Path(options["output"]).write_text(text, encoding="utf-8", newline="\n")
        else:
            self.stdout.write(text, ending="")

    def _pack(self, options: Mapping[str, Any]) -> None:
        self.stdout.write(dump_rules(pack_file(_languages(options["languages"]))), ending="")

    def _read(self, name: str) -> RuleFile:
        try:
            return parse_rules(Path(name).read_bytes())
        except InvalidFile as error:
            self._problems(error)
            raise CommandError(f"{name} cannot be used.", returncode=PROBLEMS) from None

    def _problems(self, error: InvalidFile) -> None:
        for problem in error.problems:
            self._say(f"  {problem}", "red")

    def _say(self, line: str, style: str = "") -> None:
        self.console.print(Text(line, style=style))

    def _end(self, count: int, what: str) -> None:
        if not count:
            self._say(f"No {what}s.", "green")
        else:
            raise CommandError(f"{count} {what}{'' if count == 1 else 's'}.", returncode=PROBLEMS)


def _add_source(parser: CommandParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE")
    parser.add_argument(
        "--pack", metavar="LANGUAGES", help="The default pack instead of a file, such as nl,en."
    )
    parser.add_argument("--workspace", required=True, metavar="SLUG")
    parser.add_argument(
        "--prune", action="store_true", help="Archive rules and lists that the file does not have."
    )
    parser.add_argument("--live", action="store_true", help="Let rules go live that the file says are live.")


def _checked(file: RuleFile) -> Sequence[CheckedRule]:
    return [CheckedRule(rule.name, rule.body(), rule.mode) for rule in file.rules]


def _size(file: RuleFile) -> str:
    return f"{len(file.rules)} rules, {len(file.lists)} lists"


def _languages(value: str) -> list[str]:
    languages = [each.strip().lower() for each in value.split(",") if each.strip()]
    unknown = [each for each in languages if each not in LANGUAGES]
    if unknown or not languages:
        raise CommandError(
            f"The pack has {', '.join(LANGUAGES)}; not {', '.join(unknown) or 'nothing'}.", returncode=USAGE
        )
    return languages


def _workspace(slug: str) -> Workspace:
    found = Workspace.objects.filter(slug=slug).first()
    if found is None:
        slugs = (
            ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True)[:50]) or "none yet"
        )
        raise CommandError(f"There is no workspace {slug!r}. There are: {slugs}.", returncode=USAGE)
    return found


def _actor(options: Mapping[str, Any]) -> Actor:
    """Return in whose name it is done. Only owners and admins change rules."""
    if not options["by"]:
        return SYSTEM
    members = Membership.objects.filter(workspace__slug=options["workspace"]).select_related("user")
    member = members.filter(user__email__iexact=options["by"]).first()
    if member is None or not member.may_manage:
        raise CommandError(
            f"{options['by']} is no owner or admin of {options['workspace']}.", returncode=USAGE
        )
    return Actor.person(member.user)
