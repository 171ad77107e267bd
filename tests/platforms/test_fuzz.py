"""Whatever arrives, parsing answers: strangers write these payloads."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.base import Action, Incoming
from platforms.registry import CONNECTORS, connector_class

PATHS = sorted((Path(__file__).parent / "fixtures").glob("*/*.json"))
SAMPLES = [(path.parent.name, json.loads(path.read_text())) for path in PATHS]
# TikTok's content is JSON inside JSON: changed there as well.
SAMPLES += [
    (slug, {**sample, "content": json.loads(sample["content"])})
    for slug, sample in SAMPLES
    if "content" in sample
]
TEXT = st.text() | st.sampled_from(["\0", "\ud83d", "9" * 300, "NaN", "../x", "1e400"])
TOPICS = {"facebook": "page", "whatsapp": "whatsapp_business_account"}
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
)


def assert_storable(item: Incoming) -> None:
    stored = [item.external_id, item.thread_id, item.parent_id, item.text]
    stored += [item.author.external_id, item.author.handle] if item.author else []
    for text in stored:
        assert isinstance(text, str)
        assert "\0" not in text
        text.encode()
    json.dumps(item.raw, ensure_ascii=False, allow_nan=False).encode()
    assert item.external_id
    assert item.thread_id
    assert item.occurred_at is None or item.occurred_at.tzinfo
    assert item.action in (Action.CREATE, Action.EDIT) or not item.text


def check(slug: str, payload: Any) -> None:
    parsed = connector_class(slug).parse(payload)
    for items in parsed.items.values():
        for item in items:
            assert_storable(item)


def places(value: Any, path: tuple = ()) -> list[tuple]:
    found = [path] if path else []
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            found += places(inner, (*path, key))
    return found


def changed(payload: Any, path: tuple, value: Any) -> Any:
    payload = copy.deepcopy(payload)
    *parents, last = path
    inner = payload
    for key in parents:
        inner = inner[key]
    inner[last] = value
    return payload


@pytest.mark.parametrize("slug", CONNECTORS)
@settings(max_examples=150, deadline=None)
@given(value=JSON)
def test_it_never_raises_for_any_json(slug, value):
    check(slug, value)
    check(slug, {"object": TOPICS.get(slug, slug), "entry": value, "channel": "x", "items": value})
    check(slug, {"object": TOPICS.get(slug, slug), "entry": [value], "channel": "x", "items": [value]})


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_it_never_raises_for_a_changed_sample(data):
    slug, sample = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 3))):
        sample = changed(sample, data.draw(st.sampled_from(places(sample))), data.draw(JSON))
    check(slug, sample)


def test_it_survives_deep_nesting():
    value: Any = []
    for _ in range(900):
        value = [value]
    for slug, sample in SAMPLES:
        for path in places(sample):
            check(slug, changed(sample, path, value))


def test_it_bounds_its_reasons():
    [reasons] = [connector_class("instagram").parse({"object": "instagram", "entry": [1] * 5000}).unknown]
    assert len(reasons) == 101
    assert reasons[-1] == "and 4900 more"
