"""Addresses that get notices: checked when they are written, their secret shown once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from inbox.models import WebhookEndpoint
from tests.admin.conftest import Team

ADD = "admin:inbox_webhookendpoint_add"


def add(team: Team, url: str) -> str:
    values = {"workspace": team.workspace.pk, "url": url, "is_active": "on"}
    return team.client.post(reverse(ADD), values, follow=True).content.decode()


def test_it_shows_the_secret_of_a_new_address_once(ours: Team) -> None:
    page = add(ours, "https://new.example/hook")
    endpoint = WebhookEndpoint.objects.get(url="https://new.example/hook")
    assert endpoint.secret.startswith("whsec_")
    assert endpoint.secret in page
    url = reverse("admin:inbox_webhookendpoint_change", args=[endpoint.pk])
    assert endpoint.secret not in ours.client.get(url).content.decode()


def test_it_makes_every_address_a_secret_of_its_own(ours: Team) -> None:
    add(ours, "https://one.example/hook")
    add(ours, "https://two.example/hook")
    secrets = {endpoint.secret for endpoint in WebhookEndpoint.objects.filter(workspace=ours.workspace)}
    assert len(secrets) == 3


@pytest.mark.parametrize("url", ["http://new.example/", "https://user:secret@new.example/", "nothing at all"])
def test_it_refuses_an_address_that_is_none(url: str, ours: Team) -> None:
    add(ours, url)
    assert WebhookEndpoint.objects.filter(workspace=ours.workspace).count() == 1


def test_it_keeps_the_secret_when_an_address_is_switched_off(ours: Team) -> None:
    endpoint = ours.rows[WebhookEndpoint]
    url = reverse("admin:inbox_webhookendpoint_change", args=[endpoint.pk])
    ours.client.post(url, {"url": endpoint.url})
    stored = WebhookEndpoint.objects.get(pk=endpoint.pk)
    assert (stored.is_active, stored.secret) == (False, endpoint.secret)
