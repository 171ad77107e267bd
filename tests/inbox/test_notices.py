"""What members and their programs are told: once if all goes well, never not at all."""

from __future__ import annotations

import json
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Role
from inbox import notices, services, sweeps
from inbox.models import Notification, WebhookEndpoint, WebhookNotice
from inbox.services import Refused
from platforms import standard_webhooks
from tests.factories import make_channel, make_conversation, make_member, make_user, make_workspace
from tests.inbox.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    settings.WEBHOOKS_MAY_BE_LOCAL = True
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def workspace():
    return make_workspace()


def told(workspace, url: str) -> WebhookNotice:
    WebhookEndpoint.objects.create(workspace=workspace, url=url)
    services.notify(workspace, [], "Let op", webhook=True, cause="rule 1 v1")
    return WebhookNotice.objects.get()


def send(notice: WebhookNotice, now=None) -> WebhookNotice:
    notices.send_notices([notice.pk], now=now or timezone.now())
    notice.refresh_from_db()
    return notice


def test_it_tells_members_only(workspace):
    agent, outsider = make_member(workspace), make_user()
    left = make_member(workspace, is_active=False)
    assert services.notify(workspace, [agent, outsider, left], "Let op") == 1
    row = Notification.objects.get()
    assert (row.user, row.text, row.wants_email, row.read_at) == (agent, "Let op", False, None)


def test_it_tells_all_who_manage_when_nobody_is_named(workspace):
    roles = {role: make_member(workspace, role) for role in Role}
    services.notify(workspace, None, "Let op")
    assert set(Notification.objects.values_list("user", flat=True)) == {
        roles[Role.OWNER].pk,
        roles[Role.ADMIN].pk,
    }


def test_it_shortens_a_long_text_where_one_sees_it(workspace):
    services.notify(workspace, [make_member(workspace)], "é" * 600)
    text = Notification.objects.get().text
    assert (len(text), text[-1]) == (500, "…")


def test_it_refuses_to_tell_nothing(workspace):
    with pytest.raises(Refused):
        services.notify(workspace, None, " \x00 ")


def test_it_signs_what_it_tells_a_program(workspace, receiver):
    conversation = make_conversation(make_channel(workspace))
    WebhookEndpoint.objects.create(workspace=workspace, url=receiver.url)
    services.notify(workspace, [], "Let op", conversation=conversation, webhook=True, cause="rule 1 v1")
    notice = send(WebhookNotice.objects.get())
    assert notice.status == "done"
    [(headers, body)] = receiver.got
    secret = notice.endpoint.secret
    now = timezone.now()
    assert standard_webhooks.matching_secret(body, headers, [secret], now=now) == secret
    assert standard_webhooks.matching_secret(body + b" ", headers, [secret], now=now) is None
    assert headers["webhook-id"] == notice.event_key
    assert headers["host"] == receiver.url.split("/")[2]
    assert json.loads(body)["data"] == {
        "workspace": workspace.slug,
        "conversation": conversation.pk,
        "text": "Let op",
        "cause": "rule 1 v1",
    }


def test_it_tells_only_the_workspaces_own_programs_that_are_switched_on(workspace):
    for url in ("https://one.example/", "https://two.example/"):
        WebhookEndpoint.objects.create(workspace=workspace, url=url)
    WebhookEndpoint.objects.filter(url="https://two.example/").update(is_active=False)
    WebhookEndpoint.objects.create(workspace=make_workspace(), url="https://foreign.example/")
    services.notify(workspace, [], "Let op", webhook=True)
    assert WebhookNotice.objects.get().endpoint.url == "https://one.example/"


@pytest.mark.parametrize("status", [500, 429, 404, 302])
def test_it_tries_again_when_it_was_not_taken(workspace, receiver, status):
    receiver.statuses = [status]
    notice, now = told(workspace, receiver.url), timezone.now()
    send(notice, now)
    assert (notice.status, notice.attempts) == ("waiting", 1)
    assert str(status) in notice.last_error
    assert send(notice, now).attempts == 1, "Not before its time."
    assert send(notice, now + timedelta(minutes=1)).status == "done"
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


def test_it_gives_up_after_a_while(workspace, receiver):
    notice, now = told(workspace, receiver.url), timezone.now()
    receiver.statuses = [500] * 100
    for day in range(12):
        send(notice, now + timedelta(days=day))
    assert (notice.status, len(receiver.got)) == ("failed", notices.MOST_ATTEMPTS)


def test_it_sends_again_what_a_killed_worker_had(workspace, receiver, monkeypatch):
    notice, now = told(workspace, receiver.url), timezone.now()
    with monkeypatch.context() as patch:
        patch.setattr(notices, "_finish", killed)
        with pytest.raises(KeyboardInterrupt):
            send(notice, now)
    later = now + notices.LEASE + sweeps.GRACE
    assert list(sweeps.waiting_notices(now + sweeps.GRACE)) == []
    assert list(sweeps.waiting_notices(later)) == [[notice.pk]]
    assert send(notice, later).status == "done"
    first, second = receiver.got
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_worker_that_comes_back_late_changes_nothing(workspace, receiver):
    notice, now = told(workspace, receiver.url), timezone.now()
    notices.due_notices(now).update(run_at=now + notices.LEASE, attempts=1)
    late = WebhookNotice.objects.get()
    assert send(notice, now + notices.LEASE).status == "done"
    notices._finish(late, WebhookNotice.Status.FAILED, error="too late")
    notice.refresh_from_db()
    assert (notice.status, notice.last_error) == ("done", "")


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://[::1]:8000/", "https://169.254.169.254/latest"]
)
def test_it_calls_no_private_address(workspace, settings, url):
    settings.WEBHOOKS_MAY_BE_LOCAL = False
    notice = send(told(workspace, url))
    assert (notice.status, notice.attempts) == ("failed", 1)
    assert "private network" in notice.last_error


def test_it_calls_nothing_on_this_machine_that_a_name_leads_to(workspace, receiver: Receiver, settings):
    settings.WEBHOOKS_MAY_BE_LOCAL = False
    notice = send(told(workspace, receiver.url.replace("http:", "https:")))
    assert notice.status == "failed"
    assert receiver.got == []


def test_it_calls_no_address_that_was_switched_off_meanwhile(workspace, receiver):
    notice = told(workspace, receiver.url)
    WebhookEndpoint.objects.update(is_active=False)
    assert send(notice).status == "failed"
    assert receiver.got == []


def emailed(workspace) -> Notification:
    services.notify(workspace, [make_member(workspace, Role.ADMIN)], "Let op\nhaast", email=True)
    return Notification.objects.get()


def test_it_sends_one_email(workspace):
    row, now = emailed(workspace), timezone.now()
    assert list(sweeps.waiting_emails(now + sweeps.GRACE)) == [[row.pk]]
    notices.send_emails([row.pk], now=now)
    notices.send_emails([row.pk], now=now + timedelta(days=1))
    [sent] = mail.outbox
    assert (sent.to, sent.body) == ([row.user.email], "Let op haast")
    assert workspace.name in sent.subject
    row.refresh_from_db()
    assert row.emailed_at == now


def test_it_sends_no_email_that_nobody_asked_for(workspace):
    services.notify(workspace, [make_member(workspace)], "Let op")
    notices.send_emails([Notification.objects.get().pk], now=timezone.now())
    assert mail.outbox == []


def test_it_tries_an_email_again_and_gives_up_after_a_while(workspace, monkeypatch):
    row, now = emailed(workspace), timezone.now()
    tries = []

    def refuse(self) -> None:
        tries.append(self)
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    for day in range(9):
        notices.send_emails([row.pk], now=now + timedelta(days=day))
    assert len(tries) == notices.MOST_EMAIL_ATTEMPTS
    assert Notification.objects.get().emailed_at is None
