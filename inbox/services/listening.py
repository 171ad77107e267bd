"""Have a platform deliver here what happens on a channel."""

from __future__ import annotations

from secrets import token_urlsafe

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.models import Channel
from inbox.services.refusals import Refused
from platforms.base import Capability
from platforms.errors import PlatformError, Unsupported


def address_of(channel: Channel) -> str:
    """Return where the platform delivers for a channel; "" where it delivers nothing."""
    if not channel.can(Capability.WEBHOOK):
        return ""
    if channel.connector_class.has_own_address:
        path = reverse("channel_webhook", args=[channel.platform, channel.public_id])
    else:
        path = reverse("webhook", args=[channel.platform])
    return f"{settings.PUBLIC_URL}{path}"


def listen(channel_id: int) -> None:
    """Ask the platform to deliver here. Not inside a transaction. Raises Refused with a remedy.

    Where a platform has to be told by hand, nothing happens.
    """
    channel = _with_secret(channel_id)
    newest = next(iter(channel.credentials.get("webhook_secrets", ())), "")
    try:
        channel.connector().listen(address=address_of(channel), secret=newest)
    except Unsupported:
        return
    except PlatformError as error:
        text = _(
            "%(platform)s does not deliver here yet: %(why)s Put that right, then enter the access below "
            "once more: Earful asks again. The address stands below as Webhook."
        )
        raise Refused(error.code, text % {"platform": channel.platform_name, "why": str(error)}) from error


@transaction.atomic
def _with_secret(channel_id: int) -> Channel:
    """Return the channel, with a secret of its own where it has an address of its own.

    It is stored before the platform knows it: what it signs may come at once.
    """
    channel = Channel.objects.locked(channel_id)
    if channel.connector_class.has_own_address and not channel.credentials.get("webhook_secrets"):
        channel.credentials = {**channel.credentials, "webhook_secrets": [token_urlsafe(32)]}
        channel.save(update_fields=["credentials"])
    return channel
