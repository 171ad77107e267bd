"""Send what Earful tells: signed notices to a team's own addresses, and e-mails to members.

As with platform calls, nothing is sent inside a transaction. Whoever sends moves `run_at`
ahead first: nobody else takes it meanwhile, and a killed worker's turn comes round again. So
each may arrive twice; a notice then carries the same id.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet

from inbox.models import Notification, WebhookNotice
from platforms import notices
from platforms.errors import PlatformError

log = structlog.get_logger(__name__)
Status = WebhookNotice.Status

LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=6)
MOST_ATTEMPTS = 9
MOST_EMAIL_ATTEMPTS = 5


def due_notices(now: datetime) -> QuerySet[WebhookNotice]:
    return WebhookNotice.objects.filter(status=Status.WAITING, run_at__lte=now)


def due_emails(now: datetime) -> QuerySet[Notification]:
    return Notification.objects.filter(
        wants_email=True, emailed_at=None, email_run_at__lte=now, email_attempts__lt=MOST_EMAIL_ATTEMPTS
    )


def send_notices(ids: Sequence[int], *, now: datetime) -> None:
    """Call the addresses of these notices, those that are due and in nobody's hands."""
    for pk in ids:
        taken = due_notices(now).filter(pk=pk).update(run_at=now + LEASE, attempts=F("attempts") + 1)
        if taken:
            _send_notice(WebhookNotice.objects.select_related("endpoint").get(pk=pk), now)


def _send_notice(notice: WebhookNotice, now: datetime) -> None:
    if not notice.endpoint.is_active:
        _finish(notice, Status.FAILED, error="This address was switched off.")
        return
    content = notices.Notice(
        url=notice.endpoint.url,
        secret=notice.endpoint.secret,
        key=notice.event_key,
        body=json.dumps(notice.body).encode(),
    )
    try:
        notices.deliver(content, now=now, may_be_local=settings.WEBHOOKS_MAY_BE_LOCAL)
    except PlatformError as error:
        log.info("notice_not_taken", notice=notice.pk, attempts=notice.attempts, error=str(error))
        is_over = not error.retryable or notice.attempts >= MOST_ATTEMPTS
        status = Status.FAILED if is_over else Status.WAITING
        _finish(notice, status, error=str(error), run_at=now + _pause(notice.attempts))
    else:
        _finish(notice, Status.DONE)


def _finish(
    notice: WebhookNotice, status: WebhookNotice.Status, *, error: str = "", run_at: datetime | None = None
) -> None:
    """Write down what came of an attempt, unless another worker has made one since."""
    mine = WebhookNotice.objects.filter(pk=notice.pk, status=Status.WAITING, attempts=notice.attempts)
    mine.update(status=status, last_error=error[:300], run_at=run_at or F("run_at"))


def send_emails(ids: Sequence[int], *, now: datetime) -> None:
    """Send these notifications by e-mail, those that are due and in nobody's hands."""
    for pk in ids:
        taken = (
            due_emails(now)
            .filter(pk=pk)
            .update(email_run_at=now + LEASE, email_attempts=F("email_attempts") + 1)
        )
        if taken:
            _send_email(Notification.objects.select_related("user", "workspace").get(pk=pk), now)


def _send_email(notification: Notification, now: datetime) -> None:
    mine = Notification.objects.filter(pk=notification.pk, email_attempts=notification.email_attempts)
    # A line break in a header is an error; the text has none.
    subject = " ".join(f"{notification.workspace.name}: {notification.text[:80]}".split())
    try:
        EmailMessage(subject, notification.text, to=[notification.user.email]).send()
    except (SMTPException, OSError) as error:
        log.warning("email_not_sent", notification=notification.pk, error=str(error))
        mine.update(email_run_at=now + _pause(notification.email_attempts))
    else:
        mine.update(emailed_at=now)


def _pause(attempts: int) -> timedelta:
    """Return up to four times as long as the time before, at least half of that: receivers may be down."""
    bound: timedelta = min(FIRST_PAUSE * 4 ** (attempts - 1), LONGEST_PAUSE)
    return bound * (0.5 + random.random() / 2)  # noqa: S311 - spreads retries, protects nothing
