from __future__ import annotations

import pytest

from accounts.audit import Actor
from accounts.models import Event
from inbox import services
from inbox.models import PlatformCall, PrivateReplyClaim
from inbox.retrying import cancel, retry
from tests.factories import NOW, make_member, make_message

pytestmark = pytest.mark.django_db
Status = PlatformCall.Status


@pytest.fixture
def call() -> PlatformCall:
    message = make_message()
    user = make_member(message.channel.workspace)
    return services.private_reply(message, "Hallo", by=Actor.person(user), run_at=NOW)


def fail(call: PlatformCall, code: str = "provider_error") -> None:
    PlatformCall.objects.filter(pk=call.pk).update(status=Status.FAILED, error_code=code, attempts=3, reads=2)
    PrivateReplyClaim.objects.filter(call=call).delete()
    call.refresh_from_db()


def by(call: PlatformCall) -> Actor:
    assert call.user
    return Actor.person(call.user)


def test_it_queues_a_failed_call_again(call: PlatformCall) -> None:
    fail(call)
    assert retry([call], by=by(call)) == (1, {})
    call.refresh_from_db()
    assert (call.status, call.attempts, call.reads) == (Status.QUEUED, 3, 0)
    assert call.private_reply_claims.exists()
    assert Event.objects.filter(verb="retry", target_id=call.pk, user=call.user).exists()


def test_it_tries_no_call_again_that_did_not_fail(call: PlatformCall) -> None:
    assert retry([call], by=by(call)) == (0, {"Only failed calls can be tried again.": 1})


def test_it_sends_nothing_again_that_the_platform_has(call: PlatformCall) -> None:
    fail(call, "already_done")
    assert retry([call], by=by(call))[0] == 0


def test_it_gives_a_comment_no_second_private_reply(call: PlatformCall) -> None:
    fail(call)
    assert call.message
    services.private_reply(call.message, "Een ander", by=by(call), run_at=NOW)
    number, refused = retry([call], by=by(call))
    assert (number, sum(refused.values())) == (0, 1)
    call.refresh_from_db()
    assert call.status == Status.FAILED


def test_it_cancels_a_waiting_call_and_frees_the_comment(call: PlatformCall) -> None:
    assert cancel([call], by=by(call)) == (1, {})
    call.refresh_from_db()
    assert call.status == Status.CANCELLED
    assert not call.private_reply_claims.exists()
    assert Event.objects.filter(verb="cancel", target_id=call.pk).exists()
    assert cancel([call], by=by(call))[0] == 0
