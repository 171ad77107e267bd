"""Bodies of rules as the schema allows them, made at random."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from automation.schema.signals import CHOICES, FLAGS, NUMBERS, SCORES

Json = dict[str, Any]
# Line ends and commas inside a word are what a list of lines could lose.
LETTERS = st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "Cc"], exclude_characters="*\x00{}")
texts = st.text(LETTERS, min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
words = st.one_of(
    st.sampled_from(["prijs", "wat kost", "price*", "a\nb", "één, twee"]),
    st.text("abcé ,", min_size=1, max_size=8).map(lambda t: f"w{t}w"),
)
names = st.text("abc “é,", min_size=1, max_size=10).map(lambda text: f"n{text}n")
minutes = st.integers(1, 10_080)
dates = st.dates().map(str)
where = st.sampled_from(["body", "author", "post", "parent"])


def typed(name: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({"type": st.just(name)}, optional=fields)


def whole(name: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({"type": st.just(name), **fields})


def some(values: st.SearchStrategy[Any], most: int = 4) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=1, max_size=most)


def choice(of: str) -> st.SearchStrategy[Json]:
    known = CHOICES[of].choices
    values = st.sampled_from(list(known)) if known else names
    return whole("one_of", of=st.just(of), op=st.sampled_from(["in", "not_in"]), **{"in": some(values)})


leaves = st.one_of(
    whole(
        "text",
        words=some(words),
        op=st.sampled_from(["any", "all", "none", "equals", "starts_with", "ends_with"]),
        field=where,
        hardening=st.integers(1, 3),
    ),
    whole(
        "word_list",
        list=names,
        min_severity=st.integers(1, 3),
        languages=st.lists(st.sampled_from(["nl", "xx"])),
    ),
    whole("regex", patterns=some(st.sampled_from(["a+b", " x ", "[0-9]{2,3}"])), field=where),
    whole("similar", words=some(words)),
    whole("has_link", value=st.booleans()),
    whole(
        "link_domain",
        op=st.sampled_from(["in", "not_in"]),
        domains=some(st.sampled_from(["a.nl", "b.example"])),
    ),
    whole("kind", **{"in": some(st.sampled_from(["comment", "direct"]))}),
    whole("platform", **{"in": some(st.sampled_from(["instagram", "generic", "myspace"]))}),
    whole("is_own", value=st.booleans()),
    whole("flag", of=st.sampled_from(list(FLAGS)), value=st.booleans()),
    whole(
        "number",
        of=st.sampled_from(list(NUMBERS)),
        op=st.sampled_from(["<", "<=", "=", ">=", ">"]),
        value=st.floats(0, 1e12),
    ),
    st.sampled_from(list(CHOICES)).flatmap(choice),
    whole(
        "score", of=st.sampled_from(list(SCORES)), label=st.sampled_from(["", "x"]), at_least=st.floats(0, 1)
    ),
    whole(
        "same_text",
        by=st.sampled_from(["others", "author"]),
        at_least=st.integers(1, 1000),
        within_minutes=minutes,
        near=st.booleans(),
    ),
    whole("author_rate", at_least=st.integers(2, 1000), within_minutes=minutes),
    whole("date_range", **{"from": dates}),
)
groups = st.fixed_dictionaries(
    {"type": st.just("group")},
    optional={name: st.lists(leaves, max_size=2) for name in ("all", "any", "none")},
)
conditions = st.fixed_dictionaries(
    {}, optional={name: st.lists(st.one_of(leaves, groups), max_size=3) for name in ("all", "any", "none")}
)
variants = st.fixed_dictionaries({"variants": some(texts), "saved_replies": st.lists(names, max_size=2)})


def answer(name: str) -> st.SearchStrategy[Json]:
    return variants.map(lambda fields: {"type": name, **fields})


actions = st.one_of(
    *(answer(name) for name in ("reply", "private_reply", "suggest_reply")),
    *(typed(name) for name in ("like", "approve", "block_author", "resolve")),
    typed("hide", unhide_after_minutes=minutes, unhide_when_edited_away=st.booleans()),
    typed("delete", grace_minutes=st.integers(5, 10_080)),
    whole("assign", to=st.sampled_from(["in_turn", "last_agent"])),
    whole("assign", to=st.just("person"), email=st.just("lotte@example.org")),
    whole("label", label=names, on=st.sampled_from(["conversation", "contact", "post"])),
    whole("set_status", status=st.sampled_from(["open", "pending", "resolved"])),
    whole("snooze", minutes=minutes),
    whole("priority", by=st.integers(-100, 100), reason=names),
    whole("set_sentiment", sentiment=st.sampled_from(["positive", "neutral", "negative"])),
    whole("note", text=texts),
    whole(
        "notify", text=texts, emails=st.lists(st.just("a@example.org"), max_size=2), by_email=st.booleans()
    ),
)
triggers = st.one_of(
    st.sampled_from(["message_received", "edited", "hidden", "removed", "assigned", "manual"]),
    whole("unanswered", minutes=minutes, business_hours=st.booleans()),
    whole(
        "volume",
        per=st.sampled_from(["post", "channel"]),
        at_least=st.integers(5, 99),
        times_median=st.floats(1, 9),
    ),
    whole("label_added", labels=st.lists(names, max_size=3)),
    whole("status_changed", to=st.lists(st.sampled_from(["open", "snoozed"]), max_size=3)),
)
clocks = st.times().map(lambda time: f"{time:%H:%M}")
quiet = st.fixed_dictionaries({"from": clocks, "to": clocks, "then": st.sampled_from(["wait", "skip"])})
limits = st.fixed_dictionaries(
    {},
    optional={
        "once_per_post": st.booleans(),
        "per_person_per_day": st.integers(1, 100),
        "quiet_hours": st.one_of(st.none(), quiet.filter(lambda hours: hours["from"] != hours["to"])),
        "delay_min_seconds": st.integers(0, 100),
        "delay_max_seconds": st.integers(100, 86_400),
    },
)
bodies = st.fixed_dictionaries(
    {"actions": st.lists(actions, min_size=1, max_size=4)},
    optional={
        "trigger": triggers,
        "conditions": conditions,
        "limits": limits,
        "scope": st.fixed_dictionaries(
            {},
            optional={
                "channels": st.lists(st.integers(1, 99), max_size=3),
                "platforms": st.lists(st.sampled_from(["instagram", "generic"]), max_size=3),
                "kinds": st.lists(st.sampled_from(["comment", "direct"]), max_size=3),
                "posts": st.lists(st.integers(1, 99), max_size=3),
                "ads": st.sampled_from(["any", "only", "never"]),
            },
        ),
        "schedule": st.fixed_dictionaries(
            {},
            optional={
                "business_hours": st.sampled_from(["any", "in", "out"]),
                "weekdays": st.lists(st.sampled_from(["mon", "sat", "sun"]), max_size=3),
                "from": dates,
            },
        ),
        "examples": st.fixed_dictionaries(
            {"match": st.lists(texts, max_size=3), "no_match": st.lists(texts, max_size=3)}
        ),
        "stop_processing": st.booleans(),
    },
)
