"""A draft as the form shows it: sections, rows and fields with their values, choices and problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from automation.screens import names
from automation.screens.draft import (
    SECTIONS,
    Part,
    dump,
    fields_of,
    has_too_many,
    is_kept,
    name_of,
)
from automation.screens.fields import Choices, Field, Json, shown, value_in
from automation.screens.kept import said
from automation.screens.offers import Offers, with_chosen
from automation.screens.problems import Problems

TITLES = {"all": _("All of these"), "any": _("At least one of these"), "none": _("None of these")}
ACTION_NAMES = {value: label for _group, choices in names.ACTIONS for value, label in choices}
ROW_NAMES = ACTION_NAMES | {
    value: label
    for groups in (names.TRIGGERS, names.CONDITIONS)
    for _group, choices in groups
    for value, label in choices
}


@dataclass(slots=True)
class Said:
    """The problems of a draft; what no field showed is left for the top of the form."""

    problems: Problems
    shown: set[str] = field(default_factory=set)

    def of(self, at: str, *, below: bool = False) -> list[str]:
        found = [place for place in self.problems if place == at or (below and place.startswith(f"{at}."))]
        self.shown.update(found)
        return [text for place in found for text in self.problems[place]]

    @property
    def rest(self) -> list[str]:
        return [text for place, texts in self.problems.items() if place not in self.shown for text in texts]


@dataclass(frozen=True, slots=True)
class Still:
    """Something that is missing or wrong: what it is about, where, and the remedy."""

    label: str | Promise
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class TextInput:
    name: str
    value: str
    problems: list[str]


@dataclass(frozen=True, slots=True)
class Input:
    """One field with what it holds. `options`: value, label, whether it is chosen."""

    field: Field
    name: str
    value: str
    options: Sequence[tuple[str, str | Promise, bool]]
    texts: Sequence[TextInput]
    problems: list[str]

    @property
    def id(self) -> str:
        return f"f-{self.name.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class Row:
    """A condition, an action or a group. `kept`: what the fields cannot say, as it goes through."""

    at: str
    type: str
    label: str | Promise
    inputs: Sequence[Input]
    problems: list[str]
    kept: str
    sentence: str
    sections: Sequence[Section]
    is_first: bool
    is_last: bool

    @property
    def id(self) -> str:
        return f"f-{self.at.replace('.', '-')}"

    @property
    def has_problems(self) -> bool:
        return bool(self.still())

    def still(self) -> list[Still]:
        found = [Still(self.label, f"{self.id}-type", text) for text in self.problems]
        for each in self.inputs:
            found += [Still(each.field.label, each.id, text) for text in each.problems]
            for number, text in enumerate(each.texts):
                found += [Still(self.label, f"{each.id}-{number}", problem) for problem in text.problems]
        return found


@dataclass(frozen=True, slots=True)
class Section:
    """All, any or none of some rows."""

    at: str
    name: str
    rows: Sequence[Row]

    @property
    def title(self) -> str | Promise:
        return TITLES[self.name]

    @property
    def is_shown(self) -> bool:
        return bool(self.rows)


class FormShown:
    """The whole form. Parts are made when the template asks; ask for `problems` last."""

    groups = names

    def __init__(self, draft: Json, offers: Offers, problems: Problems) -> None:
        self.draft, self.offers, self.said = draft, offers, Said(problems)

    @cached_property
    def trigger(self) -> Row:
        return self._row("trigger", self.draft["trigger"], "trigger")

    @cached_property
    def sections(self) -> list[Section]:
        conditions = self.draft["conditions"]
        if self.kept_conditions:
            return []
        return [self._section(conditions, name, "conditions") for name in SECTIONS]

    @cached_property
    def kept_conditions(self) -> str:
        conditions = self.draft["conditions"]
        return dump(conditions) if has_too_many(conditions) else ""

    @cached_property
    def actions(self) -> list[Row]:
        rows = self.draft["actions"]
        return [
            self._row("action", row, f"actions.{index}", index, len(rows)) for index, row in enumerate(rows)
        ]

    @cached_property
    def scope(self) -> Row:
        return self._part("scope")

    @cached_property
    def limits(self) -> Row:
        return self._part("limits")

    @cached_property
    def schedule(self) -> Row:
        return self._part("schedule")

    @cached_property
    def examples(self) -> Row:
        return self._part("examples")

    @property
    def owners(self) -> Choices:
        return self.offers.people

    @cached_property
    def name_problems(self) -> list[str]:
        return self.said.of("name")

    @cached_property
    def mode_problems(self) -> list[str]:
        return self.said.of("mode")

    @cached_property
    def actions_problems(self) -> list[str]:
        return self.said.of("actions")

    @property
    def problems(self) -> list[str]:
        """What is wrong and has no place in the form. All places are made first, to know."""
        self.still()
        self.said.of("name")
        self.said.of("mode")
        return self.said.rest

    def still(self) -> list[Still]:
        """Return all that is missing or wrong, in the order of the form."""
        nested = [row for section in self.sections for row in section.rows]
        inner = [row for group in nested for section in group.sections for row in section.rows]
        parts = (self.trigger, self.scope, self.limits, self.schedule, self.examples)
        rows = [*parts, *nested, *inner, *self.actions]
        found = [item for row in rows for item in row.still()]
        actions = [Still(_("Then"), "add-action", text) for text in self.actions_problems]
        return [*found, *actions, *(Still("", "rule-fields", text) for text in self.said.rest)]

    def _part(self, name: Part) -> Row:
        return self._row(name, self.draft[name], name)

    def _section(self, group: Json, name: str, at: str) -> Section:
        rows = group.get(name, [])
        place = f"{at}.{name}"
        shown_rows = [
            self._row("condition", row, f"{place}.{index}", index, len(rows))
            for index, row in enumerate(rows)
        ]
        return Section(place, name, shown_rows)

    def _row(self, kind: Part, part: Json, at: str, index: int = 0, count: int = 1) -> Row:
        kept = dump(part) if is_kept(kind, part) else ""
        type_name = name_of(part)
        is_group = kind == "condition" and type_name == "group"
        inputs = [] if kept or is_group else list(self._inputs(fields_of(kind, part), part, at))
        sections = [self._section(part, name, at) for name in SECTIONS] if is_group else []
        return Row(
            at=at,
            type=type_name,
            label=ROW_NAMES.get(type_name, type_name),
            inputs=inputs,
            problems=self.said.of(at)
            + self.said.of(f"{at}.type")
            + (self.said.of(at, below=True) if kept else []),
            kept=kept,
            sentence=said(kind, part) if kept else "",
            sections=sections,
            is_first=index == 0,
            is_last=index == count - 1,
        )

    def _inputs(self, fields: Iterable[Field], part: Json, at: str) -> Iterator[Input]:
        for each in fields:
            value = value_in(part, each.name)
            name = f"{at}.{each.name}"
            texts = [
                TextInput(f"{name}.{index}", str(text), self.said.of(f"{name}.{index}"))
                for index, text in enumerate(value or [] if each.widget == "texts" else [])
            ]
            yield Input(
                field=each,
                name=name,
                value=_text(value),
                options=self._options(each, value),
                texts=texts,
                problems=self.said.of(name, below=each.widget != "texts"),
            )

    def _options(self, each: Field, value: object) -> list[tuple[str, str | Promise, bool]]:
        chosen = [shown(one) for one in value] if isinstance(value, list) else [shown(value)]
        choices = self.offers.of(each.offer) if each.offer else each.choices
        if each.widget in {"checks", "select"}:
            choices = with_chosen(choices, [one for one in chosen if one])
        return [(one, label, one in chosen) for one, label in choices]


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(str(each) for each in value)
    return shown(value)
