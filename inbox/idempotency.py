"""The `Idempotency-Key` header: an act that is sent again, because the answer got lost, happens once."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from inbox.models import Message, PlatformCall
from inbox.services import Refused

HEADER = "Idempotency-Key"
LONGEST = 100
KEY_PARAMETER = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": LONGEST},
    OpenApiParameter.HEADER,
    description="Names this act. Sent again with the same key, it answers with the same platform call.",
)


def key_of(request: Request, workspace_id: int) -> str:
    """Return the key for a platform call, or nothing. Raises ValidationError."""
    header = request.headers.get(HEADER)
    if header is None:
        return ""
    if not 1 <= len(header.strip()) <= LONGEST:
        raise ValidationError({HEADER: [f"A key has 1 to {LONGEST} characters."]})
    return f"api:{workspace_id}:{header.strip()}"


@transaction.atomic
def once(
    key: str, verb: PlatformCall.Verb, message: Message, text: str, make: Callable[[], PlatformCall]
) -> PlatformCall:
    """Return the call that `key` named before, else make it.

    Asked before the policy is: a comment that was answered and then hidden gets the same
    answer again. Raises Refused when the key named another act; what `make` wrote is undone.
    """
    calls = PlatformCall.objects.filter(workspace=message.workspace_id, idempotency_key=key)
    call = (calls.first() if key else None) or make()
    if (call.verb, call.message_id, call.text) != (verb, message.pk, text):
        raise Refused(
            "idempotency_key_reused",
            gettext("This %(header)s was used for another act. Send a new one.") % {"header": HEADER},
        )
    return call
