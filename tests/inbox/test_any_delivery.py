"""Whatever is sent to a webhook is answered; what is signed is stored, as items or in quarantine."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox import deliveries
from inbox.models import Channel, Message, ParkedChange, RawDelivery
from platforms.base import Action, Capability
from platforms.reading import SIGNED_FOR
from platforms.registry import CONNECTORS
from tests.factories import make_channel, make_workspace
from tests.signing import SECRET, SIGNED

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).parents[1] / "platforms" / "fixtures"
LISTENING = sorted(slug for slug, c in CONNECTORS.items() if Capability.WEBHOOK in c.capabilities)
deterministic = settings(max_examples=30, deadline=None, derandomize=True)

LONG = ["9" * 300, "x" * 5000]
NASTY = [*LONG, "\0", "a\0b", "\ud83d", "\ude0d\ud83d", "1e400", "../../x", "\u202e", "", " ", "null"]
TEXT = st.sampled_from(NASTY) | st.text(max_size=8)
NUMBERS = st.sampled_from([0, -1, 2**31, 2**63, 2**64, 10**30, -(10**400), 1e308, float("inf"), float("nan")])
PLAIN = st.none() | st.booleans() | NUMBERS | st.integers() | TEXT
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
# What JSON has and Python's own writer does not write.
WORDS = [b"1" * 5000, b"-0", b"1e400", b'"\\ud83d"', b'"\xed\xa0\xbd"', b"[" * 3000, b"{}x", b"NaN", b"\0"]


def samples(slug: str) -> list[Any]:
    return [json.loads(path.read_text()) for path in sorted((FIXTURES / slug).glob("*.json"))]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(deeper for key, v in pairs for deeper in places(v, (*path, key)))]


def nested(value: Any) -> Any:
    for _ in range(200):
        value = [value]
    return value


@st.composite
def mutations(draw: st.DrawFn, sample: Any) -> Any:
    """A sample with one place dropped, doubled, renamed, given another type, wrapped or moved deep down."""
    sample = copy.deepcopy(sample)
    found = places(sample)
    if not found:
        return draw(VALUES)
    *parents, last = draw(st.sampled_from(found))
    holder = sample
    for key in parents:
        holder = holder[key]
    what = draw(st.sampled_from(["drop", "double", "rename", "retype", "wrap", "nest"]))
    if what == "drop":
        del holder[last]
    elif what == "double" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[last]))
    elif what == "rename" and isinstance(holder, dict):
        holder[draw(TEXT)] = holder.pop(last)
    else:
        holder[last] = draw(replacements(holder[last]))
    return sample


def replacements(value: Any) -> st.SearchStrategy[Any]:
    """Something else where this value was."""
    return VALUES | st.sampled_from([[value], {"value": value}, str(value), nested(value)])


@st.composite
def bodies(draw: st.DrawFn, slug: str) -> bytes:
    """The bytes of a mutated sample, which themselves may be cut, doubled or overwritten."""
    payload = draw(st.sampled_from(samples(slug)))
    is_double = isinstance(payload, dict) and isinstance(payload.get("content"), str)
    if is_double and draw(st.booleans()):
        # TikTok's JSON inside the JSON is changed as well.
        payload = payload | {"content": json.dumps(draw(mutations(json.loads(payload["content"]))))}
    for _ in range(draw(st.integers(0, 3))):
        payload = draw(mutations(payload))
    body = json.dumps(payload).encode()
    at = draw(st.integers(0, len(body)))
    match draw(st.sampled_from(["whole", "whole", "whole", "cut", "twice", "overwritten", "marked"])):
        case "cut":
            return body[:at]
        case "twice":
            return body + body[at:]
        case "overwritten":
            return body[:at] + draw(st.sampled_from(WORDS)) + body[at:]
        case "marked":
            return b"\xef\xbb\xbf" + body
    return body


@contextmanager
def connected(slug: str) -> Iterator[Channel | None]:
    """A channel for every account of the samples, until the example ends; the one of their own address."""
    with transaction.atomic():
        workspace = make_workspace()
        accounts = {a for sample in samples(slug) for a in CONNECTORS[slug].parse(sample).items} - {
            SIGNED_FOR
        }
        made = [
            make_channel(workspace, platform=slug, external_id=a, credentials={"webhook_secrets": [SECRET]})
            for a in sorted(accounts - {SIGNED_FOR}) or ["1"]
        ]
        yield made[0] if slug in ("telegram", "generic") else None
        transaction.set_rollback(True)


def post(slug: str, channel: Channel | None, body: bytes, headers: dict[str, str]) -> Any:
    path = f"/webhooks/{slug}/{channel.public_id}/" if channel else f"/webhooks/{slug}/"
    return Client(raise_request_exception=True).post(
        path, body, content_type="application/json", headers=headers
    )


def assert_accounted_for(delivery: RawDelivery) -> None:
    """Each thing that the connector found is in the inbox, or a person is told why not."""
    assert delivery.processed_at is not None
    if delivery.status == RawDelivery.Status.QUARANTINED:
        assert delivery.reasons
        return
    assert delivery.status == RawDelivery.Status.DONE
    connector = CONNECTORS[delivery.platform]
    for items in connector.parse(connector.decode(bytes(delivery.body))).items.values():
        for item in items:
            stored = Message if item.action is Action.CREATE else (Message, ParkedChange)
            models = stored if isinstance(stored, tuple) else (stored,)
            assert any(model.objects.filter(external_id=item.external_id).exists() for model in models)


@pytest.fixture(autouse=True)
def secrets(settings: Any) -> None:
    settings.PLATFORM_APPS = {slug: {"secrets": [SECRET], "verify_token": "v"} for slug in CONNECTORS}


@pytest.mark.parametrize("slug", LISTENING)
@deterministic
@given(data=st.data())
def test_it_keeps_whatever_is_signed(slug: str, data: st.DataObject) -> None:
    body = data.draw(bodies(slug) | st.binary(max_size=200))
    with connected(slug) as channel:
        answer = post(slug, channel, body, SIGNED[slug](body))
        assert (answer.status_code, answer.json()) == (200, {"status": "stored"})
        deliveries.process([], now=timezone.now())
        assert_accounted_for(RawDelivery.objects.get())


@pytest.mark.parametrize("slug", sorted(CONNECTORS))
@settings(max_examples=10, deadline=None, derandomize=True)
@given(body=st.binary(max_size=200), value=st.text(max_size=80), name=st.sampled_from(sorted(SIGNED)))
def test_it_refuses_whatever_is_not_signed(slug: str, body: bytes, value: str, name: str) -> None:
    with connected(slug) as channel:
        headers = dict.fromkeys(SIGNED[name](b"another body"), value)
        assert post(slug, channel, body, headers).status_code in (403, 404)
        assert not RawDelivery.objects.exists()


@pytest.mark.parametrize("slug", LISTENING)
def test_it_survives_what_is_too_deep_or_too_large(slug: str) -> None:
    deep = b'{"entry":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with connected(slug) as channel:
        assert post(slug, channel, deep, SIGNED[slug](deep)).status_code == 200
        deliveries.process([], now=timezone.now())
        assert_accounted_for(RawDelivery.objects.get())
        large = b'{"x":"' + b"x" * (2 * 1024 * 1024) + b'"}'
        assert post(slug, channel, large, SIGNED[slug](large)).status_code == 413
