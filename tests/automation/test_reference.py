"""Compiled rules say what a slow and obvious reading of the same rule says."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from automation.engine.facts import Facts
from automation.engine.index import Entries, Entry
from automation.engine.ruleset import RuleSpec, compile_rules
from automation.schema import Conditions, RuleBody

WORDS = ["apple", "pear", "plum", "fig", "kiwi"]
LISTS = {"fruit": Entries((Entry("pear", 2, "nl"), Entry("plum", 1), Entry("fig", 3, "en")), ("fig kiwi",))}
SIGNALS = ["assigned", "vip", "verified", "no_picture"]

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True)
leaves = st.one_of(
    st.builds(
        lambda op, words: {"type": "text", "op": op, "words": words},
        st.sampled_from(["any", "all", "none", "equals", "starts_with", "ends_with"]),
        words,
    ),
    st.builds(
        lambda severity: {"type": "word_list", "list": "fruit", "min_severity": severity}, st.integers(1, 3)
    ),
    st.builds(
        lambda of, value: {"type": "flag", "of": of, "value": value}, st.sampled_from(SIGNALS), st.booleans()
    ),
    st.builds(
        lambda op, value: {"type": "number", "of": "words", "op": op, "value": value},
        st.sampled_from(["<", "<=", "=", ">=", ">"]),
        st.integers(0, 4),
    ),
    st.builds(
        lambda op, values: {"type": "one_of", "of": "status", "op": op, "in": values},
        st.sampled_from(["in", "not_in"]),
        st.lists(st.sampled_from(["open", "pending", "resolved"]), min_size=1, unique=True),
    ),
    st.just({"type": "score", "of": "toxicity", "at_least": 0.5}),
)


def groups(items: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(items, max_size=3)
    return st.fixed_dictionaries({"all": some, "any": some, "none": some})


conditions = groups(st.one_of(leaves, groups(leaves).map(lambda group: {"type": "group", **group})))
messages = st.fixed_dictionaries(
    {
        "text": st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join),
        "known": st.fixed_dictionaries(
            {name: st.sampled_from([True, False, None]) for name in SIGNALS}
            | {"status": st.sampled_from(["open", "pending", "resolved"])}
        ),
    }
)


def plainly(condition: dict[str, Any], text: str, known: dict[str, Any]) -> bool | None:
    """The obvious reading: no index, no short cuts."""
    said = text.split()
    match condition["type"]:
        case "group":
            return plainly_all(condition, text, known)
        case "text":
            wanted = condition["words"]
            return {
                "any": any(word in said for word in wanted),
                "all": all(word in said for word in wanted),
                "none": not any(word in said for word in wanted),
                "equals": any(said == [word] for word in wanted),
                "starts_with": bool(said) and said[0] in wanted,
                "ends_with": bool(said) and said[-1] in wanted,
            }[condition["op"]]
        case "word_list":
            spared = {place for place in range(len(said)) if said[place : place + 2] == ["fig", "kiwi"]}
            listed = {"pear": 2, "plum": 1, "fig": 3}
            return any(
                listed.get(word, 0) >= condition["min_severity"] and place not in spared
                for place, word in enumerate(said)
            )
        case "flag":
            value = known[condition["of"]]
            return None if value is None else value is condition["value"]
        case "number":
            amount, limit = len(said), condition["value"]
            return {
                "<": amount < limit,
                "<=": amount <= limit,
                "=": amount == limit,
                ">=": amount >= limit,
                ">": amount > limit,
            }[condition["op"]]
        case "one_of":
            return (known["status"] in condition["in"]) is (condition["op"] == "in")
    return None  # a score without a model


def plainly_all(group: dict[str, Any], text: str, known: dict[str, Any]) -> bool | None:
    answers = [plainly(item, text, known) for item in group["all"]]
    answers += [opposite(plainly(item, text, known)) for item in group["none"]]
    if group["any"]:
        some = [plainly(item, text, known) for item in group["any"]]
        answers.append(True if True in some else None if None in some else False)
    return False if False in answers else None if None in answers else True


def opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def compiled(*bodies: dict[str, Any]):
    return compile_rules(
        [
            RuleSpec(number, f"rule {number}", RuleBody(conditions=Conditions(**body), actions=[HIDE]))
            for number, body in enumerate(bodies)
        ],
        LISTS,
    )


HIDE: Any = {"type": "hide"}


@given(conditions, messages)
def test_it_answers_as_the_obvious_reading_does(body, message):
    ruleset = compiled(body)
    facts = Facts({"body": message["text"]}, message["known"], ruleset.index)
    assert ruleset.rules[0].ask(facts).value is plainly_all(body, message["text"], message["known"])


@given(st.lists(conditions, min_size=1, max_size=6), messages)
def test_it_asks_every_rule_that_can_match(bodies, message):
    """The words that a rule needs only ever rule out rules that would not match."""
    ruleset = compiled(*bodies)
    facts = Facts({"body": message["text"]}, message["known"], ruleset.index)
    matched = {rule.rule_id for rule in ruleset.candidates(facts) if rule.ask(facts).value}
    assert matched == {
        number for number, body in enumerate(bodies) if plainly_all(body, message["text"], message["known"])
    }


@given(conditions, messages)
def test_it_answers_the_same_again_from_what_a_decision_keeps(body, message):
    """“Why not?” is asked of the snapshot; a True stays True and a False stays no match."""
    from automation.engine.facts import facts_from

    ruleset = compiled(body)
    facts = Facts({"body": message["text"]}, message["known"], ruleset.index)
    first = ruleset.rules[0].ask(facts)
    again = facts_from(facts.snapshot(), {"body": message["text"]}, ruleset.index)
    second = ruleset.rules[0].ask(again)
    if first.value is True:
        assert second.value is True
