"""What the rule form shows and saves unchanged is the rule that was there."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from automation import form_data
from automation.engine.keywords import check_keyword
from automation.schema import RuleBody
from automation.services import InvalidRule, parse_body
from platforms.base import Kind
from platforms.registry import CONNECTORS

quiet = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_keyword(text: str) -> bool:
    try:
        return bool(check_keyword(text.strip()))
    except ValueError:
        return False


def kind_of(action: dict[str, Any]) -> str:
    """Each action is used once; labels as often as one likes; no reply to what is hidden."""
    return repr(action) if action["type"] == "label" else action["type"].replace("hide", "reply")


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
plain = st.text("abc é*\n\r\t …😀{}\x1c\u2028", min_size=1, max_size=12)
words = st.lists((texts | plain).filter(is_keyword), min_size=1, max_size=4)
text_conditions = st.fixed_dictionaries(
    {"type": st.just("text"), "op": st.sampled_from(["any", "all", "none"]), "words": words}
)
leaves = text_conditions | st.fixed_dictionaries({"type": st.just("has_link"), "value": st.booleans()})
groups = st.fixed_dictionaries({"type": st.just("group"), "any": st.lists(leaves, max_size=2)})
kinds = st.fixed_dictionaries({"type": st.just("kind"), "in": st.just(["comment"])})
some = st.lists(leaves, max_size=4)
conditions = st.fixed_dictionaries({"all": some}) | st.fixed_dictionaries(
    {"all": st.lists(leaves | groups | kinds, max_size=4), "any": some, "none": some}
)
variants = st.lists(texts | plain, min_size=1, max_size=3)
actions = st.lists(
    st.one_of(
        st.builds(lambda v: {"type": "reply", "variants": v}, variants),
        st.builds(lambda v: {"type": "private_reply", "variants": v}, variants),
        st.builds(lambda name: {"type": "label", "label": name}, texts | plain),
        st.builds(
            lambda name: {"type": "assign", "email": f"{name}@example.org"},
            st.from_regex(r"[A-Za-z.+]+", fullmatch=True),
        ),
        st.sampled_from([{"type": "hide"}, {"type": "resolve"}]),
    ),
    min_size=1,
    max_size=5,
    unique_by=kind_of,
)
limits = st.fixed_dictionaries(
    {
        "once_per_post": st.booleans(),
        "per_person_per_day": st.integers(1, 100),
        "quiet_after_person_minutes": st.integers(30, 7 * 24 * 60),
        "delay_min_seconds": st.integers(0, 100),
        "delay_max_seconds": st.integers(100, 86_400),
    }
)
scopes = st.fixed_dictionaries(
    {
        "channels": st.lists(st.integers(1, 9), max_size=3),
        "platforms": st.lists(st.sampled_from(list(CONNECTORS)), max_size=2),
        "kinds": st.lists(st.sampled_from([kind.value for kind in Kind]), max_size=2),
        "ads": st.sampled_from(["any", "only", "never"]),
    }
)
bodies = st.fixed_dictionaries(
    {
        "scope": scopes,
        "conditions": conditions,
        "actions": actions,
        "limits": limits,
        "stop_processing": st.booleans(),
    }
)


def parsed(body: dict[str, Any]) -> RuleBody:
    try:
        return parse_body(body)
    except InvalidRule:
        assume(False)
        raise


def posted(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as a browser sends them back: its own line ends, nothing for kept fields."""
    return {
        name: value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
        if isinstance(value, str)
        else value
        for name, value in values.items()
    }


@quiet
@given(bodies)
def test_it_loses_nothing_of_any_body(body: dict[str, Any]) -> None:
    before = parsed(body)
    kept = form_data.kept_fields(before)
    values = {name: value for name, value in form_data.to_fields(before).items() if name not in kept}
    after = parse_body(form_data.to_body(posted(values), before).body)
    assert after == before


simple_words = st.lists(
    st.from_regex(r"[a-zé]{1,8}( [a-z]{1,5})?\*?", fullmatch=True), min_size=1, max_size=4
)


@quiet
@given(
    st.permutations(["any", "all", "none"]),
    st.lists(simple_words, min_size=3, max_size=3),
    st.none() | st.booleans(),
    limits,
    scopes,
)
def test_it_says_all_that_a_marketer_needs(
    order: list[str], lists: list[list[str]], link: bool | None, limit: Any, scope: Any
) -> None:
    said = [{"type": "text", "op": op, "words": words} for op, words in zip(order, lists, strict=True)]
    said += [] if link is None else [{"type": "has_link", "value": link}]
    body = {
        "scope": scope,
        "conditions": {"all": said},
        "actions": [
            *({"type": "label", "label": "a"}, {"type": "private_reply", "variants": ["Hi\nthere", "Hello"]}),
            *({"type": "hide"}, {"type": "label", "label": "b"}, {"type": "resolve"}),
        ],
        "limits": limit,
    }
    assert form_data.kept_fields(parsed(body)) == frozenset()


def test_it_keeps_the_order_of_the_actions_that_stay() -> None:
    before = parsed({"actions": [{"type": "resolve"}, {"type": "label", "label": "a"}, {"type": "hide"}]})
    values = form_data.to_fields(before) | {"labels": "b", "private_texts": "Hi"}
    after = parse_body(form_data.to_body(values, before).body)
    assert [action.type for action in after.actions] == ["resolve", "label", "hide", "private_reply"]
