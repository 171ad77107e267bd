"""A file that cannot be used says what is wrong, where, and what to do; and changes nothing."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import SYSTEM, Actor
from accounts.models import Role
from automation.files import InvalidFile, apply_plan, make_plan, parse_rules
from automation.models import Rule, WordList
from tests.factories import make_member, make_workspace

RULE = "version: 1\nrules:\n  - name: One\n    actions: [{type: hide}]\n"
BAD = {
    "an unknown key": (RULE + "    colour: red\n", 5, "no key “colour”"),
    "an unknown key within": (RULE + "    conditions: {all: [{type: has_link, valeu: no}]}\n", 5, "valeu"),
    "a wrong version": ("version: 2\nrules: []\n", 1, "reads “version: 1”"),
    "no version": ("rules: []\n", 1, "names no version"),
    "a list": ("- version: 1\n", 1, "begins with “version: 1”"),
    "nothing": ("", 0, "empty"),
    "a bad pattern": (
        RULE + "    conditions:\n      all:\n        - type: regex\n          patterns: ['(a)\\1']\n",
        8,
        "",
    ),
    "an unknown variable": (
        RULE.replace("[{type: hide}]", "\n      - type: reply\n        variants: ['{{contact.nmae}}']"),
        6,
        "no variable {{contact.nmae}}",
    ),
    "a text that is too long": (
        f"version: 1\nsaved_replies:\n  - name: One\n    text: {'x' * 2001}\n",
        4,
        "at most 2000",
    ),
    "a number for a word": (
        RULE + "    conditions: {all: [{type: text, words: [567]}]}\n",
        5,
        "Put it in quotes",
    ),
    "acts that contradict": (
        RULE.replace("{type: hide}", "{type: hide}, {type: unhide}"),
        3,
        "both hide and unhide",
    ),
    "a key twice": (RULE + "    name: Two\n", 5, "stands here twice"),
    "a name twice": (RULE + "  - name: One\n    actions: [{type: hide}]\n", 1, "used twice: One"),
    "a word twice": ("version: 1\nlists:\n  - name: A\n    entries: [x1, x1]\n", 3, "twice: x1"),
    "a bomb": ('a: &a ["x","x"]\nb: &b [*a,*a]\nc: [*b,*b]\n', 1, "Anchors and aliases"),
    "a tag": ("version: !!python/object/apply:os.system ['true']\n", 1, "Tags"),
    "two documents": ("version: 1\n---\nversion: 1\n", 2, "one document"),
    "deep nesting": ("version: " + "[" * 5_000, 1, "nested too deep"),
    "no YAML": ("version: 1\nrules: [\n", 3, "no YAML"),
    "a tabulator": ("version: 1\nrules:\n\t- name: One\n", 3, "no YAML"),
}


@pytest.mark.parametrize("case", BAD)
def test_it_names_the_line_and_the_remedy(case):
    text, line, words = BAD[case]
    with pytest.raises(InvalidFile) as refused:
        parse_rules(text.encode())
    problem = refused.value.problems[0]
    assert problem.line == line, problem
    assert words in problem.problem


def test_it_tells_every_problem_at_once():
    with pytest.raises(InvalidFile) as refused:
        parse_rules((RULE + "    colour: red\n    size: 3\n").encode())
    assert [problem.line for problem in refused.value.problems] == [5, 6]


def test_it_refuses_what_is_not_utf_8():
    with pytest.raises(InvalidFile, match=r"line 2.*UTF-8"):
        parse_rules(b"version: 1\nrules: \xff\xfe\n")


def test_it_refuses_three_megabytes_at_once():
    started = time.process_time()
    with pytest.raises(InvalidFile, match=r"3\.0 MB"):
        parse_rules(b"#" * (3 * 1024 * 1024))
    assert time.process_time() - started < 0.5


def test_it_reads_words_as_words():
    """YAML 1.1 would make `no` false and `on` true."""
    file = parse_rules(
        b"version: 1\nrules:\n  - name: On\n    mode: off\n"
        b"    actions: [{type: label, label: yes, on: contact}]\n"
        b"    conditions: {all: [{type: one_of, of: language, in: [no]}]}\n"
    )
    assert file.rules[0].mode == "off"
    assert file.rules[0].actions[0].label == "yes"
    assert file.rules[0].conditions.all[0].values == ["no"]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_it_never_falls_over_a_file(data):
    with suppress(InvalidFile):
        parse_rules(data)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (RULE + "    scope: {channels: ['instagram:nobody']}\n", "no channel instagram:nobody"),
        (RULE + "    scope: {posts: ['17']}\n", "no post 17"),
    ],
)
def test_it_refuses_what_is_not_in_the_workspace(text, words):
    with pytest.raises(InvalidFile, match=words):
        make_plan(make_workspace(), parse_rules(text.encode()))


@pytest.mark.django_db
def test_it_saves_all_or_nothing():
    workspace = make_workspace()
    text = "lists:\n  - name: Words\n    entries: [kost]\n" + RULE.replace("version: 1\n", "")
    text += "  - name: Two\n    actions: [{type: assign, email: stranger@example.org}]\n"
    plan = make_plan(workspace, parse_rules(f"version: 1\n{text}".encode()))
    with pytest.raises(InvalidFile, match=r"rules “Two”, actions.0: stranger@example.org is not an agent"):
        apply_plan(plan, by=SYSTEM)
    assert not Rule.objects.exists()
    assert not WordList.objects.exists()


@pytest.mark.django_db
def test_it_refuses_what_a_role_may_not_do_by_hand():
    workspace = make_workspace()
    agent = Actor.person(make_member(workspace, Role.AGENT))
    plan = make_plan(workspace, parse_rules(RULE.replace("hide", "delete").encode()))
    with pytest.raises(InvalidFile, match="Only owners and admins may delete"):
        apply_plan(plan, by=agent)
    assert not Rule.objects.exists()


@pytest.mark.django_db
def test_it_refuses_a_plan_that_is_out_of_date():
    workspace = make_workspace()
    file = parse_rules(RULE.encode())
    plan = make_plan(workspace, file)
    apply_plan(make_plan(workspace, file), by=SYSTEM)
    with pytest.raises(InvalidFile, match="Plan again"):
        apply_plan(plan, by=SYSTEM)
