"""The conditions that look for words in a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from automation.engine.facts import Facts
from automation.engine.index import Lists
from automation.engine.keywords import Hit, Span, Term, lies_within
from automation.engine.outcomes import Outcome
from automation.schema.conditions import (
    LinkDomainCondition,
    PatternCondition,
    SimilarCondition,
    TextCondition,
    WordListCondition,
)

Condition = Callable[[Facts], Outcome]
MOST_SPANS = 20
NO_TEXT = Outcome(None, "signal_missing: there is no such text")


def words(condition: TextCondition) -> Condition:
    """Any, all or none of the words; or the text equals, starts or ends with one of them."""
    terms = [Term(word, condition.hardening) for word in dict.fromkeys(condition.words)]
    where, op = condition.field, condition.op
    is_placed = {
        "equals": lambda hit: hit.at_start and hit.at_end,
        "starts_with": lambda hit: hit.at_start,
        "ends_with": lambda hit: hit.at_end,
    }.get(op)

    def ask(facts: Facts) -> Outcome:
        found = facts.hits(where)
        if found is None:
            return NO_TEXT
        hits = {term: found[term] for term in terms if term in found}
        if is_placed:
            kept = {term: [hit for hit in some if is_placed(hit)] for term, some in hits.items()}
            hits = {term: some for term, some in kept.items() if some}
        if op == "none":
            return Outcome(not hits, _contains(hits), _spans(hits.values(), where))
        is_met = len(hits) == len(terms) if op == "all" else bool(hits)
        return _found(is_met, hits, where)

    return ask


def word_list(condition: WordListCondition, lists: Lists) -> Condition:
    """A word of a list that no exception covers. A list that is gone is a missing signal."""
    chosen = lists.get(condition.list)
    if chosen is None:
        return lambda facts: Outcome(None, f"signal_missing: there is no list {condition.list}")
    terms = {entry.term for entry in chosen.chosen(condition)}
    exceptions = set(chosen.exception_terms)
    where = condition.field

    def ask(facts: Facts) -> Outcome:
        found = facts.hits(where)
        if found is None:
            return NO_TEXT
        spared = [hit.span for term in exceptions & found.keys() for hit in found[term]]
        hits = {
            term: kept
            for term in terms & found.keys()
            if (kept := [hit for hit in found[term] if not lies_within(hit.span, spared)])
        }
        return _found(bool(hits), hits, where)

    return ask


def patterns(condition: PatternCondition) -> Condition:
    """One of these patterns is in the text."""
    where = condition.field

    def ask(facts: Facts) -> Outcome:
        found = facts.pattern_spans(where)
        if found is None:
            return NO_TEXT
        met = [pattern for pattern in condition.patterns if pattern in found]
        spans = sorted({span for pattern in met for span in found[pattern]})[:MOST_SPANS]
        reason = f"matches {met[0][:60]}" if met else "matches no pattern"
        return Outcome(bool(met), reason, tuple(spans) if where == "body" else ())

    return ask


def similar(condition: SimilarCondition) -> Condition:
    """One of these words is in the text, typing errors forgiven."""

    def ask(facts: Facts) -> Outcome:
        found = facts.similar_spans
        met = [word for word in condition.words if word in found]
        spans = sorted({span for word in met for span in found[word]})[:MOST_SPANS]
        reason = f"has something like “{met[0]}”" if met else "has nothing like the words"
        return Outcome(bool(met), reason, tuple(spans))

    return ask


def link_domain(condition: LinkDomainCondition) -> Condition:
    """A link to one of the domains or below it; or, for `not_in`, a link to anywhere else."""
    domains = tuple(domain.lower().removeprefix("www.") for domain in condition.domains)

    def is_listed(domain: str) -> bool:
        return any(domain == listed or domain.endswith(f".{listed}") for listed in domains)

    def ask(facts: Facts) -> Outcome:
        wanted = condition.op == "in"
        links = [link for link in facts.extracts.links if is_listed(link.domain) is wanted]
        if not links:
            return Outcome(False, "has no link" if not facts.extracts.links else "links elsewhere")
        return Outcome(True, f"links to {links[0].domain}", tuple(link.span for link in links[:MOST_SPANS]))

    return ask


def _found(is_met: bool, hits: Mapping[Term, Sequence[Hit]], where: str) -> Outcome:
    views = frozenset(hit.view for some in hits.values() for hit in some)
    return Outcome(is_met, _contains(hits), _spans(hits.values(), where), views)


def _spans(hits: Iterable[Sequence[Hit]], where: str) -> tuple[Span, ...]:
    """Return where the hits are; only the message's own text is shown with marks."""
    if where != "body":
        return ()
    return tuple(sorted({hit.span for some in hits for hit in some})[:MOST_SPANS])


def _contains(hits: Iterable[Term]) -> str:
    found = sorted(term.text for term in hits)
    if not found:
        return "has none of the words"
    return "has " + ", ".join(f"“{word}”" for word in found[:5]) + (" and more" if len(found) > 5 else "")
