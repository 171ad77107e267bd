"""The twelve checks that a platform's connection is accepted by, and where each is kept.

The table below names the tests; what no other module shows is shown here.
"""

from __future__ import annotations

import ast
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit import SYSTEM
from accounts.models import ApiToken, Membership, Role
from automation.decide import decide_messages
from inbox import calls, deliveries, services
from inbox.ingest import ingest
from inbox.models import Message, PlatformCall
from platforms.base import Author
from platforms.registry import connector_class
from tests.factories import (
    CONNECTED_AT,
    NOW,
    incoming,
    make_channel,
    make_member,
    make_message,
    make_rule,
    make_workspace,
)
from tests.signing import SECRET, SIGNED

TESTS = Path(__file__).parents[1]
FIXTURES = TESTS / "platforms" / "fixtures"
HERE = "inbox/test_acceptance.py::"
CHECKS = {
    "every documented payload parses, with an outcome that is explained": [
        "platforms/test_contract.py::test_it_explains_what_became_of_every_sample",
        "inbox/test_any_delivery.py::test_it_keeps_whatever_is_signed",
    ],
    "the same deliveries three times in any order give the same database": [
        "inbox/test_shuffled_deliveries.py::test_three_times_in_any_order_is_once_in_order",
    ],
    "an own comment or echo never triggers a rule": [HERE + "test_it_never_answers_itself"],
    "two rules and one comment make one private reply": [
        "automation/test_decide.py::test_two_rules_send_one_private_reply",
    ],
    "a window is closed a second after its end": [
        "inbox/test_calls.py::test_a_direct_answer_has_its_window",
        "inbox/test_calls.py::test_policy_refuses_when_it_is_queued",
    ],
    "an answer that was lost after the act makes no second reply": [
        "simulator/test_end_to_end.py::test_it_sends_once_though_the_answer_is_lost",
        "e2e/test_main_job.py::test_a_worker_killed_after_the_platform_accepted_leaves_exactly_one_reply",
    ],
    "signatures are checked over the raw bytes, in every scheme": [
        "platforms/test_signatures.py::test_it_refuses_a_body_that_was_written_again",
        "platforms/test_signatures.py::test_it_accepts_the_example_of_standard_webhooks",
        "platforms/test_tiktok.py::test_it_accepts_what_tiktok_signed",
        "platforms/test_x.py::test_it_accepts_what_x_signed",
        "platforms/test_linkedin.py::test_it_accepts_what_linkedin_signed",
    ],
    "broken letters of an export are repaired, and right ones left alone": [
        "imports/test_exports.py::test_it_repairs_text_exactly",
        "imports/test_exports.py::test_it_takes_back_what_metas_export_does_to_any_text",
    ],
    "the first reading of five hundred old comments starts no rule": [
        HERE + "test_it_leaves_alone_what_was_there_before",
    ],
    "TikTok's 40100 inside a 200 pauses the account": [HERE + "test_it_pauses_a_throttled_account"],
    "ids of nineteen digits survive from JSON to the pages": [HERE + "test_it_keeps_every_digit"],
    "a translated export imports the same rows": [
        "imports/test_exports.py::test_it_reads_translated_keys_as_english_ones",
    ],
}
# What the account itself wrote, as each platform tells of it.
OWN = [
    ("instagram", "comment_self"),
    ("instagram", "dm_echo"),
    ("facebook", "comment_add_page_itself"),
    ("facebook", "dm_echo_from_app"),
    ("tiktok", "im_send_msg_echo"),
    ("x", "account_activity_dm_sent_echo"),
    ("x", "own_answer_to_a_mention"),
    ("linkedin", "admin_comment"),
]
EVERYTHING = {"any": [{"type": "kind", "in": ["comment", "direct"]}]}


@pytest.mark.parametrize("name", [name for names in CHECKS.values() for name in names])
def test_it_names_tests_that_exist(name: str) -> None:
    path, _, function = name.partition("::")
    found = ast.parse((TESTS / path).read_text()).body
    assert function in {node.name for node in found if isinstance(node, ast.FunctionDef)}


@pytest.mark.django_db
@pytest.mark.parametrize(("slug", "name"), OWN)
def test_it_never_answers_itself(slug: str, name: str) -> None:
    parsed = connector_class(slug).parse(json.loads((FIXTURES / slug / f"{name}.json").read_text()))
    [(account_id, items)] = parsed.items.items()
    channel = make_channel(
        platform=slug, external_id=account_id, connected_at=CONNECTED_AT.replace(year=2005)
    )
    make_rule(channel.workspace, {"type": "note", "text": "Gezien"}, conditions=EVERYTHING)
    ingest(channel, items, now=NOW)
    [message] = Message.objects.all()
    assert (message.is_own, message.processed_at) == (True, NOW)
    decide_messages([message.pk], now=NOW)
    assert not message.decisions.filter(outcome="acted").exists()


@pytest.mark.django_db
def test_it_leaves_alone_what_was_there_before() -> None:
    channel = make_channel()
    make_rule(channel.workspace)
    items = [
        incoming(author=Author(str(n)), occurred_at=CONNECTED_AT - timedelta(minutes=n + 1))
        for n in range(500)
    ]
    created = ingest(channel, items, now=NOW).created
    assert len(created) == 500
    assert not Message.objects.filter(processed_at=None).exists()
    decide_messages(created[:5], now=NOW)
    assert not PlatformCall.objects.exists()


@pytest.mark.django_db
def test_it_pauses_a_throttled_account(simulator: Any) -> None:
    account = {"username": "t", "token": "t", "platform": "tiktok"}
    account_id = simulator.post("/control/accounts", json=account).json()["id"]
    simulator.post("/control/faults", json={"fault": "throttled", "account": account_id})
    credentials = {"access_token": "t"}
    channel = make_channel(
        platform="tiktok", external_id=account_id, is_simulated=True, credentials=credentials
    )
    call, _ = services.calling.queue(PlatformCall.Verb.HIDE, make_message(channel), by=SYSTEM)
    calls.make(call.pk, now=timezone.now() + timedelta(seconds=1))
    for row in (call, channel):
        row.refresh_from_db()
    assert (call.status, call.error_code) == ("queued", "throttled")
    assert channel.calls_resume_at is not None
    assert channel.calls_resume_at > timezone.now() + timedelta(minutes=4)


@pytest.mark.django_db
def test_it_keeps_every_digit(client: Client, settings: Any) -> None:
    settings.PLATFORM_APPS = {"tiktok": {"secrets": [SECRET], "verify_token": ""}}
    body = (FIXTURES / "tiktok" / "comment.json").read_bytes()
    [account_id] = connector_class("tiktok").parse(json.loads(body)).items
    workspace = make_workspace()
    owner = make_member(workspace, Role.OWNER, is_staff=True)
    make_channel(workspace, platform="tiktok", external_id=account_id)
    client.post("/webhooks/tiktok/", body, content_type="application/json", headers=SIGNED["tiktok"](body))
    deliveries.process([], now=timezone.now())
    message = Message.objects.get()
    _, token = ApiToken.create(Membership.objects.get(user=owner))
    told = client.get("/api/v1/messages/", headers={"Authorization": f"Bearer {token}"}).json()
    assert [row["external_id"] for row in told["results"]] == ["7247303576418566913"]
    client.force_login(owner)
    assert "7247303576418566913" in client.get(f"/admin/inbox/message/{message.pk}/change/").content.decode()
