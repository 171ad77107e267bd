"""Secrets at rest: unreadable without a key, and a key can be changed for another."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from inbox.models import Channel, WebhookEndpoint
from tests.factories import make_channel, make_workspace

pytestmark = pytest.mark.django_db
SECRET = "a-very-secret-token"


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM inbox_channel")
        return str(cursor.fetchone()[0])


def test_it_stores_no_secret_in_the_open():
    make_channel(credentials={"access_token": SECRET})
    assert SECRET not in stored()
    assert Channel.objects.get().credentials == {"access_token": SECRET}


def test_it_writes_everything_anew_with_the_newest_key(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    make_channel(credentials={"access_token": SECRET, "refresh_token": "r"})
    endpoint = WebhookEndpoint.objects.create(workspace=make_workspace(), url="https://example.org/")
    signing = endpoint.secret
    settings.ENCRYPTION_KEYS = [new, old]
    call_command("rotate_credentials")
    settings.ENCRYPTION_KEYS = [new]
    assert Channel.objects.get().credentials == {"access_token": SECRET, "refresh_token": "r"}
    assert WebhookEndpoint.objects.get().secret == signing
    settings.ENCRYPTION_KEYS = [old]
    with pytest.raises(ImproperlyConfigured, match="ENCRYPTION_KEYS"):
        Channel.objects.get()


def test_a_dump_holds_no_secret_in_the_open_and_can_be_loaded(tmp_path):
    make_channel(credentials={"access_token": SECRET, "webhook_secrets": ["w"]})
    endpoint = WebhookEndpoint.objects.create(workspace=make_workspace(), url="https://example.org/")
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "inbox.channel", "inbox.webhookendpoint", output=str(dump))
    assert SECRET not in dump.read_text()
    assert endpoint.secret not in dump.read_text()
    Channel.objects.update(credentials={})
    WebhookEndpoint.objects.update(credentials={})
    call_command("loaddata", str(dump), verbosity=0)
    assert Channel.objects.get().credentials == {"access_token": SECRET, "webhook_secrets": ["w"]}
    assert WebhookEndpoint.objects.get().secret == endpoint.secret
