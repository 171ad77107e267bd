"""What the workers run. Each takes ids, may be repeated, and leaves the thinking to others."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from inbox import (
    calls,
    deliveries,
    drafts,
    health,
    measuring,
    notices,
    polling,
    profiles,
    renewing,
    settling,
    sweeps,
    thumbnails,
)
from inbox.channels import testing
from inbox.task import task

# A call that is due this soon is not worth a round of the dispatcher.
SOON = timedelta(milliseconds=200)


@task("inbox.process_deliveries")
def process_deliveries(delivery_ids: list[int]) -> None:
    deliveries.process(delivery_ids, now=timezone.now())


@task("inbox.make_calls")
def make_calls(call_ids: list[int]) -> None:
    for call_id in call_ids:
        calls.make(call_id, now=timezone.now())


@task("inbox.dispatch_calls")
def dispatch_calls() -> None:
    for batch in sweeps.due_calls(timezone.now()):
        make_calls.delay_on_commit(batch)


@task("inbox.settle_calls")
def settle_calls() -> None:
    settling.settle(now=timezone.now())


@task("inbox.sweep_deliveries")
def sweep_deliveries() -> None:
    for batch in sweeps.waiting_deliveries(timezone.now()):
        process_deliveries.delay_on_commit(batch)


@task("inbox.sweep_messages")
def sweep_messages() -> None:
    sweeps.hand_on_again(timezone.now())


@task("inbox.look_up_people")
def look_up_people() -> None:
    profiles.look_up_people(now=timezone.now())


@task("inbox.sweep_polls")
def sweep_polls() -> None:
    now = timezone.now()
    for channel_id in polling.due_channels(now):
        poll_channel.delay_on_commit(channel_id)
    for post_id in polling.due_posts(now):
        poll_post.delay_on_commit(post_id)


@task("inbox.poll_channel")
def poll_channel(channel_id: int) -> None:
    polling.poll_channel(channel_id, now=timezone.now())


@task("inbox.poll_post")
def poll_post(post_id: int) -> None:
    polling.poll_post(post_id, now=timezone.now())


@task("inbox.sweep_access")
def sweep_access() -> None:
    for channel_id in renewing.due_channels(timezone.now()):
        renew_access.delay_on_commit(channel_id)


@task("inbox.renew_access")
def renew_access(channel_id: int) -> None:
    renewing.renew(channel_id, now=timezone.now())


@task("inbox.send_test_event")
def send_test_event(channel_id: int) -> None:
    testing.bring_in(channel_id, now=timezone.now())


@task("inbox.sweep_posts")
def sweep_posts() -> None:
    now = timezone.now()
    for post_id in measuring.due_posts(now):
        measure_post.delay_on_commit(post_id)
    for post_id in thumbnails.due(now):
        fetch_thumbnail.delay_on_commit(post_id)


@task("inbox.measure_post")
def measure_post(post_id: int) -> None:
    measuring.measure(post_id, now=timezone.now())


@task("inbox.fetch_thumbnail")
def fetch_thumbnail(post_id: int) -> None:
    thumbnails.fetch(post_id, now=timezone.now())


@task("inbox.send_notices")
def send_notices(notice_ids: list[int]) -> None:
    notices.send_notices(notice_ids, now=timezone.now())


@task("inbox.send_emails")
def send_emails(notification_ids: list[int]) -> None:
    notices.send_emails(notification_ids, now=timezone.now())


@task("inbox.sweep_notices")
def sweep_notices() -> None:
    now = timezone.now()
    for batch in sweeps.waiting_notices(now):
        send_notices.delay_on_commit(batch)
    for batch in sweeps.waiting_emails(now):
        send_emails.delay_on_commit(batch)


@task("inbox.wake_snoozed")
def wake_snoozed() -> None:
    sweeps.wake_snoozed(timezone.now())


@task("inbox.purge_deliveries")
def purge_deliveries() -> None:
    sweeps.purge_deliveries(timezone.now())


@task("inbox.purge_occurrences")
def purge_occurrences() -> None:
    sweeps.purge_occurrences(timezone.now())


@task("inbox.forget_drafts")
def forget_drafts() -> None:
    drafts.forget_old(timezone.now())


@task("inbox.heartbeat")
def heartbeat() -> None:
    health.beat(timezone.now())
