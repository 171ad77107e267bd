"""`manage.py rules`: says what it would do before it does it, and ends with a code that scripts can use."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import Event, Role
from automation.files import dump_rules, export_rules, parse_rules
from automation.files.plan import OVERRIDE
from automation.models import Mode, Rule, WordList
from tests.factories import make_member, make_rule, make_workspace

pytestmark = pytest.mark.django_db

FILE = """version: 1
lists:
  - name: Fruit
    entries: [kiwi, {text: peer, severity: 2, language: nl}]
rules:
  - name: Price
    mode: live
    conditions: {any: [{type: text, words: [prijs, kost]}]}
    actions: [{type: reply, variants: [Vanaf 25 euro]}]
    examples: {match: ['Wat kost dit?'], no_match: [Mooi]}
  - name: Fruit
    mode: suggest
    conditions: {all: [{type: word_list, list: Fruit}]}
    actions: [{type: label, label: fruit}]
"""


def run(*words: str, code: int = 0) -> str:
    """Run the command; return what it printed, and the error that it ended with."""
    out: Any = StringIO()
    ended, said = 0, ""
    try:
        call_command("rules", *words, stdout=out)
    except CommandError as error:
        ended, said = error.returncode, str(error)
    except SystemExit as error:
        ended = error.code
    assert ended == code, f"{out.getvalue()}{said}"
    return f"{out.getvalue()}{said}"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_it_prints_a_plan_and_does_nothing(file):
    workspace = make_workspace("ours")
    printed = run("plan", str(file), "--workspace", "ours", "--exit-code", code=1)
    assert "+ list “Fruit”: create" in printed
    assert "+ rule “Price”: create" in printed
    assert "“Price” is live in the file; it comes in shadow. Add --live to put it live." in printed
    assert not Rule.objects.filter(workspace=workspace).exists()


def test_it_applies_once_with_versions_and_an_audit_trail(file):
    workspace = make_workspace("ours")
    make_workspace("theirs")
    assert "Done." in run("apply", str(file), "--workspace", "ours", "--yes")
    rules = Rule.objects.filter(workspace=workspace).order_by("position")
    assert [(rule.name, rule.mode, rule.version.number) for rule in rules] == [
        ("Price", Mode.SHADOW, 1),
        ("Fruit", Mode.SUGGEST, 1),
    ]
    assert Event.objects.filter(workspace=workspace, verb="create", target_type="rule").count() == 2
    assert not Rule.objects.exclude(workspace=workspace).exists()
    assert "Nothing to do" in run("plan", str(file), "--workspace", "ours", "--exit-code")
    assert "Nothing to do" in run("apply", str(file), "--workspace", "ours", "--yes")


def test_it_says_in_plain_words_what_changes(file):
    workspace = make_workspace("ours")
    run("apply", str(file), "--workspace", "ours", "--yes")
    kept = make_rule(workspace, {"type": "hide"}, mode=Mode.SHADOW, name="Made by hand")
    rules = FILE[FILE.index("  - name: Price") :]
    price, fruit = rules[: rules.index("  - name: Fruit")], rules[rules.index("  - name: Fruit") :]
    changed = FILE.replace(rules, fruit + price).replace("prijs, kost", "kost, duur").replace("kiwi, ", "")
    file.write_text(changed, encoding="utf-8")
    printed = run("apply", str(file), "--workspace", "ours", "--yes", "--prune")
    assert "Words: added “duur”, removed “prijs”" in printed
    assert "Words: removed “kiwi”" in printed
    assert (
        "↕ rule “Price”: move\n    After “Fruit”" in printed
        or "↕ rule “Fruit”: move\n    To the top" in printed
    )
    assert "- rule “Made by hand”: archive" in printed
    kept.refresh_from_db()
    assert kept.is_archived
    assert list(Rule.objects.in_use().order_by("position").values_list("name", flat=True)) == [
        "Fruit",
        "Price",
    ]
    assert Rule.objects.get(name="Price").version.number == 2
    assert WordList.objects.get().version.number == 2


def test_it_leaves_rules_that_the_file_does_not_name_where_they_are(file):
    workspace = make_workspace("ours")
    for name in ("First", "Price", "Last"):
        make_rule(workspace, {"type": "hide"}, mode=Mode.SHADOW, name=name)
    run("apply", str(file), "--workspace", "ours", "--yes")
    names = Rule.objects.in_use().order_by("position").values_list("name", flat=True)
    assert list(names) == ["First", "Price", "Fruit", "Last"]


def test_it_puts_rules_live_only_when_told_and_when_their_examples_are_green(file):
    make_workspace("ours")
    run("apply", str(file), "--workspace", "ours", "--yes", "--live")
    assert Rule.objects.get(name="Price").mode == Mode.LIVE
    assert Event.objects.filter(data__override=OVERRIDE).exists()
    assert "Nothing to do" in run("plan", str(file), "--workspace", "ours")

    make_workspace("theirs")
    file.write_text(FILE.replace("[Mooi]", "['Prijs?']"), encoding="utf-8")
    printed = run("apply", str(file), "--workspace", "theirs", "--yes", "--live", code=1)
    assert "“Prijs?” should not match" in printed
    assert not Rule.objects.filter(workspace__slug="theirs").exists()


def test_it_tests_examples_and_says_why_one_is_red(file):
    assert "2 of 2 examples green" in run("test", str(file))
    file.write_text(FILE.replace("[Mooi]", "['Prijs?']"), encoding="utf-8")
    printed = run("test", str(file), code=1)
    assert "Price: “Prijs?” should not match: has “prijs”" in printed
    make_workspace("ours")
    run("apply", str(file), "--workspace", "ours", "--yes")
    assert "1 of 2 examples green" in run("test", "--workspace", "ours", code=1)


def test_it_lints_several_files_and_names_every_place(file, tmp_path):
    assert "No problems." in run("lint", str(file))
    bad = tmp_path / "bad.yaml"
    bad.write_text("version: 1\nrules:\n  - name: One\n    colour: red\n", encoding="utf-8")
    printed = run("lint", str(file), str(bad), code=1)
    assert "line 4, column 5" in printed
    assert "2 problems." in printed
    file.write_text(FILE.replace("list: Fruit", "list: Vegetables"), encoding="utf-8")
    assert "there is no list “Vegetables”" in run("lint", str(file), code=1)


def test_it_exports_what_it_applied_to_the_byte(file, tmp_path):
    workspace = make_workspace("ours")
    run("apply", str(file), "--workspace", "ours", "--yes")
    copy = tmp_path / "copy.yaml"
    run("export", "--workspace", "ours", "-o", str(copy))
    written = copy.read_text(encoding="utf-8")
    assert written == dump_rules(export_rules(workspace)) == run("export", "--workspace", "ours")
    assert "Nothing to do" in run("plan", str(copy), "--workspace", "ours", "--prune", "--exit-code")


def test_it_installs_the_pack_and_prints_it(tmp_path):
    make_workspace("ours")
    printed = tmp_path / "pack.yaml"
    printed.write_text(run("pack", "nl,en"), encoding="utf-8")
    assert "examples green" in run("test", str(printed))
    assert "+ rule “Price question (nl)”: create" in run(
        "apply", "--pack", "nl,en", "--workspace", "ours", "--yes"
    )
    assert "Nothing to do" in run("plan", "--pack", "nl,en", "--workspace", "ours")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["plan", "FILE", "--workspace", "nowhere"], "no workspace 'nowhere'"),
        (["plan", "gone.yaml", "--workspace", "ours"], "No such file"),
        (["plan", "--workspace", "ours"], "Name a file"),
        (["plan", "FILE", "--pack", "nl", "--workspace", "ours"], "Name a file"),
        (["plan", "--pack", "xx", "--workspace", "ours"], "not xx"),
        (["test"], "Name files"),
        (["apply", "FILE", "--workspace", "ours"], "Add --yes"),
        (["apply", "FILE", "--workspace", "ours", "--by", "nobody@example.org"], "no owner or admin"),
    ],
)
def test_it_ends_with_two_when_it_is_used_wrongly(file, words, problem):
    make_workspace("ours")
    assert problem in run(*[str(file) if word == "FILE" else word for word in words], code=2)
    assert not Rule.objects.exists()


def test_it_lets_only_those_apply_who_may_change_rules(file):
    workspace = make_workspace("ours")
    agent = make_member(workspace, Role.AGENT, email="agent@example.org")
    admin = make_member(workspace, Role.ADMIN, email="admin@example.org")
    run("apply", str(file), "--workspace", "ours", "--yes", "--by", agent.email, code=2)
    assert not Rule.objects.exists()
    run("apply", str(file), "--workspace", "ours", "--yes", "--by", admin.email)
    assert {rule.created_by for rule in Rule.objects.all()} == {admin}


def test_it_understands_the_file_of_the_docs(tmp_path):
    page = (Path(settings.BASE_DIR) / "docs" / "rule-files.md").read_text(encoding="utf-8")
    text = page.partition("```yaml\n")[2].partition("```")[0]
    assert dump_rules(parse_rules(text.encode())) == text
    file = tmp_path / "docs.yaml"
    file.write_text(text, encoding="utf-8")
    assert "No problems." in run("lint", str(file))
    assert "3 of 3 examples green" in run("test", str(file))
