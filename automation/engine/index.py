"""Everything that a ruleset looks for in texts, each kind in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from automation.engine.keywords import KeywordIndex, Term
from automation.engine.patterns import PatternIndex
from automation.engine.similar import SimilarIndex
from automation.schema.conditions import (
    AnyLeaf,
    PatternCondition,
    SimilarCondition,
    TextCondition,
    WordListCondition,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a list. `skeleton`: disguised spellings count too."""

    text: str
    severity: int = 1
    language: str = ""
    skeleton: bool = True

    @property
    def term(self) -> Term:
        return Term(self.text, 3 if self.skeleton else 2)


@dataclass(frozen=True, slots=True)
class Entries:
    """A word list as rules use it."""

    entries: tuple[Entry, ...] = ()
    exceptions: tuple[str, ...] = ()

    def chosen(self, condition: WordListCondition) -> list[Entry]:
        """Return the entries that a condition asks for. One without language counts in all."""
        return [
            entry
            for entry in self.entries
            if entry.severity >= condition.min_severity
            and (not condition.languages or not entry.language or entry.language in condition.languages)
        ]

    @property
    def exception_terms(self) -> list[Term]:
        return [Term(text, 2) for text in self.exceptions]


Lists = Mapping[str, Entries]


@dataclass(frozen=True, slots=True)
class Index:
    """The three searches of a ruleset, and the fields of a message that they read. Immutable."""

    keywords: KeywordIndex = field(default_factory=lambda: KeywordIndex(()))
    patterns: PatternIndex = field(default_factory=lambda: PatternIndex(()))
    similar: SimilarIndex = field(default_factory=lambda: SimilarIndex(()))
    fields: frozenset[str] = frozenset({"body"})


def build_index(leaves: Sequence[AnyLeaf], lists: Lists, also: Iterable[Term] = ()) -> Index:
    """Return the index for every leaf of a ruleset, and for what else is looked for in a message."""
    return Index(
        keywords=KeywordIndex([*(term for leaf in leaves for term in terms_of(leaf, lists)), *also]),
        patterns=PatternIndex(
            p for leaf in leaves if isinstance(leaf, PatternCondition) for p in leaf.patterns
        ),
        similar=SimilarIndex(w for leaf in leaves if isinstance(leaf, SimilarCondition) for w in leaf.words),
        fields=frozenset({"body"}.union(getattr(leaf, "field", "body") for leaf in leaves)),
    )


def terms_of(leaf: AnyLeaf, lists: Lists) -> Iterable[Term]:
    """Yield what a leaf looks for, with the exceptions of its list."""
    if isinstance(leaf, TextCondition):
        yield from (Term(word, leaf.hardening) for word in leaf.words)
    elif isinstance(leaf, WordListCondition) and leaf.list in lists:
        words = lists[leaf.list]
        yield from (entry.term for entry in words.chosen(leaf))
        yield from words.exception_terms
