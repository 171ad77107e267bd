"""Random files of rules, over everything that a file can say."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from automation.files import RuleFile

# Whatever a database stores: no surrogates, no NUL.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(str.strip)
lines = st.lists(texts, min_size=1, max_size=3).map("\n".join)
plain = st.text("abcdefghé日本😀 '\"#:-,*&!?%@", min_size=1, max_size=12)
words = st.one_of(
    plain, st.sampled_from(["no", "off", "true", "null", "1", "0x1F", "1e3", "2026-01-01", "~", "=", "y"])
)
keywords = words.filter(lambda word: any(map(str.isalnum, word)) and "*" not in word)
safe = texts.map(lambda text: text.replace("{", "(").replace("}", ")"))


def leaf(kind: str, **fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"type": st.just(kind), **fields})


leaves = st.one_of(
    leaf(
        "text",
        op=st.sampled_from(["any", "all", "none", "equals"]),
        words=st.lists(keywords, min_size=1, max_size=4),
        field=st.sampled_from(["body", "author"]),
        hardening=st.integers(1, 3),
    ),
    leaf("word_list", list=st.sampled_from(["One", "Two"]), min_severity=st.integers(1, 3)),
    leaf("has_link", value=st.booleans()),
    leaf("kind", **{"in": st.just(["comment"])}),
    leaf("flag", of=st.sampled_from(["vip", "team", "question"]), value=st.booleans()),
    leaf("number", of=st.just("words"), op=st.sampled_from(["<", ">="]), value=st.integers(0, 99)),
    leaf("one_of", of=st.just("language"), **{"in": st.lists(st.sampled_from(["no", "nl"]), min_size=1)}),
    leaf("date_range", **{"from": st.dates().map(str)}),
    leaf("same_text", by=st.just("others"), at_least=st.integers(1, 9), within_minutes=st.integers(1, 99)),
)


def group(items: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(items, max_size=2)
    return st.fixed_dictionaries({}, optional={"all": some, "any": some, "none": some})


conditions = group(st.one_of(leaves, group(leaves).map(lambda inner: {"type": "group", **inner})))
actions = st.one_of(
    leaf("reply", variants=st.lists(safe, min_size=1, max_size=3)),
    leaf("note", text=lines.map(lambda text: text.replace("{", "(").replace("}", ")"))),
    leaf("label", label=texts, on=st.sampled_from(["conversation", "contact"])),
    leaf("priority", by=st.integers(-100, 100), reason=texts),
    leaf("resolve"),
)
rules = st.fixed_dictionaries(
    {"actions": st.lists(actions, min_size=1, max_size=2, unique_by=lambda action: action["type"])},
    optional={
        "mode": st.sampled_from(["off", "shadow", "suggest"]),
        "note": lines,
        "trigger": st.sampled_from(["manual", "message_received", {"type": "unanswered", "minutes": 5}]),
        "scope": st.fixed_dictionaries({}, optional={"kinds": st.just(["direct"]), "ads": st.just("never")}),
        "conditions": conditions,
        "limits": st.fixed_dictionaries({}, optional={"per_person_per_day": st.integers(1, 9)}),
        "schedule": st.fixed_dictionaries({}, optional={"to": st.dates().map(str)}),
        "examples": st.fixed_dictionaries({}, optional={"match": st.lists(texts, max_size=2)}),
        "stop_processing": st.booleans(),
    },
)
entries = st.one_of(
    keywords,
    st.fixed_dictionaries(
        {"text": keywords},
        optional={
            "severity": st.integers(1, 3),
            "language": st.sampled_from(["", "no", "nl"]),
            "skeleton": st.booleans(),
        },
    ),
)


def _named(names: list[str], contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": name, **content} for name, content in zip(names, contents, strict=False)]


def _is_valid(file: dict[str, Any]) -> bool:
    try:
        RuleFile.model_validate(file)
    except ValidationError:
        return False
    return True


names = st.lists(texts.map(str.strip), min_size=4, max_size=4, unique=True)
files = (
    st.builds(
        lambda names, rules, one, two, reply: {
            "version": 1,
            "lists": [
                {"name": "One", "entries": one},
                {"name": "Two", "entries": two, "exceptions": ["kiwi"]},
            ],
            "saved_replies": [{"name": names[0], "text": reply}],
            "rules": _named(names, rules),
        },
        names,
        st.lists(rules, max_size=3),
        st.lists(entries, max_size=3),
        st.lists(entries, max_size=3),
        safe,
    )
    .filter(_is_valid)
    .map(RuleFile.model_validate)
)
