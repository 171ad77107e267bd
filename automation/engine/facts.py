"""What a rule may know about a message. Gathered once, costly parts only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from automation.engine.extract import Extracts, extract
from automation.engine.index import Index
from automation.engine.keywords import Hit, Span, Term
from automation.engine.shape import SHAPES
from automation.engine.text import MAX_CHARACTERS, Views, views_of


def _nothing(name: str) -> Any:
    return None


@dataclass
class Facts:
    """One message as rules see it.

    `texts`   by field: body, author, post, parent; a field that is not there is not known.
    `known`   signals that cost nothing, by name (automation.schema.signals and a few more).
    `ask`     answers the other signals by name, None where nobody knows; asked once each.
    """

    texts: Mapping[str, str]
    known: Mapping[str, Any]
    index: Index = field(repr=False, compare=False)
    ask: Callable[[str], Any] = field(default=_nothing, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._asked: dict[str, Any] = {}
        self._views: dict[str, Views] = {}
        self._hits: dict[str, Mapping[Term, Sequence[Hit]]] = {}
        self._patterns: dict[str, Mapping[str, Sequence[Span]]] = {}

    @property
    def text(self) -> str:
        return self.texts.get("body", "")

    def signal(self, name: str) -> Any:
        """Return a signal's value, or None when it is not known."""
        if name in self.known:
            return self.known[name]
        if name not in self._asked:
            shape = SHAPES.get(name)
            self._asked[name] = shape(self.text, self.extracts) if shape else self.ask(name)
        return self._asked[name]

    @cached_property
    def extracts(self) -> Extracts:
        return extract(self.text)

    def views(self, where: str) -> Views | None:
        """Return the views of one field's text, or None when there is no such text."""
        if where not in self.texts:
            return None
        if where not in self._views:
            self._views[where] = views_of(self.texts[where])
        return self._views[where]

    def hits(self, where: str) -> Mapping[Term, Sequence[Hit]] | None:
        if where not in self._hits:
            views = self.views(where)
            if views is None:
                return None
            self._hits[where] = self.index.keywords.find(views)
        return self._hits[where]

    def pattern_spans(self, where: str) -> Mapping[str, Sequence[Span]] | None:
        if where not in self._patterns:
            views = self.views(where)
            if views is None:
                return None
            self._patterns[where] = self.index.patterns.find(views)
        return self._patterns[where]

    @cached_property
    def similar_spans(self) -> Mapping[str, Sequence[Span]]:
        views = self.views("body")
        return self.index.similar.find(views) if views else {}

    def snapshot(self) -> dict[str, Any]:
        """Return what a decision keeps, so that "why not?" can be asked again later.

        Only what is so: a flag that is False and a signal that nobody asked for are left out.
        """
        signals = {**self.known, **self._asked}
        kept = {name: _plain(value) for name, value in signals.items() if value}
        no = [name for name, value in signals.items() if not value and value is not None]
        if told := sorted(set(no) - set(ALWAYS_KNOWN)):
            kept["no"] = told
        if len(self.text) > MAX_CHARACTERS:
            kept["is_cut"] = True
        return kept


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, (set, frozenset)) else value


def facts_from(snapshot: Mapping[str, Any], texts: Mapping[str, str], index: Index) -> Facts:
    """Return the facts as a decision kept them: what was not asked then is not known now."""
    kept = dict(snapshot)
    known = dict.fromkeys(kept.pop("no", []), False) | kept
    for name in ALWAYS_KNOWN:
        known.setdefault(name, False)
    return Facts(texts=texts, known=known, index=index)


# Known about every message: a snapshot without one of these says that it is not so.
ALWAYS_KNOWN = ("is_own", "reply", "ad", "assigned", "team", "vip", "approved", "blocked", "opted_out")
