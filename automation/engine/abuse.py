"""Whether a text is abuse: what people read only when they ask for it.

Abuse is a word of severity 2 or 3 of any of the workspace's word lists (insults; slurs, hate and
threats), whether a rule uses that list or not. Severity 1 is coarse criticism: it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from automation.engine.facts import Facts
from automation.engine.index import Lists
from automation.engine.keywords import Term, lies_within

LEAST_SEVERITY = 2


@dataclass(frozen=True, slots=True)
class Abuse:
    """The words that make a text abuse, and those that excuse what lies inside them."""

    terms: frozenset[Term] = frozenset()
    exceptions: frozenset[Term] = frozenset()

    @classmethod
    def of(cls, lists: Lists) -> Abuse:
        """Return what to look for. Words that begin with a star are left out: they are made for user
        names, and stand inside innocent words.
        """
        entries = [entry for words in lists.values() for entry in words.entries]
        terms = [e.term for e in entries if e.severity >= LEAST_SEVERITY and not e.text.startswith("*")]
        exceptions = [term for words in lists.values() for term in words.exception_terms]
        return cls(frozenset(terms), frozenset(exceptions))

    @property
    def sought(self) -> frozenset[Term]:
        """What an index has to find for this."""
        return self.terms | self.exceptions if self.terms else frozenset()

    def is_in(self, facts: Facts) -> bool:
        """Whether the text of a message is abuse. The facts' index must find what is `sought`."""
        found = facts.hits("body") if self.terms else None
        if not found:
            return False
        spared = [hit.span for term in self.exceptions & found.keys() for hit in found[term]]
        return any(
            not lies_within(hit.span, spared) for term in self.terms & found.keys() for hit in found[term]
        )
