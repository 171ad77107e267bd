"""The secrets that sign what is pushed to a channel: the newest and the one before it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

SHORTEST = 24
MOST_VALID = 2
PREFIX = "whsec_"


def check_secret(secret: str) -> str:
    """Return the secret. Raise ValidationError for one that is too weak or could never match."""
    if not secret:
        return secret
    if len(secret) < SHORTEST or not secret.isascii() or " " in secret:
        raise ValidationError(f"A secret has at least {SHORTEST} characters and no spaces.")
    if secret.startswith(PREFIX):
        try:
            base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except (binascii.Error, ValueError):
            raise ValidationError(f"After {PREFIX} comes Base64; this is not.") from None
    return secret


def with_secret(credentials: Mapping[str, Any], secret: str) -> dict[str, Any]:
    """Return credentials in which this secret is the newest."""
    older = [known for known in credentials.get("webhook_secrets", ()) if known != secret]
    return {**credentials, "webhook_secrets": [secret, *older][:MOST_VALID]}
