"""Meta's webhook handshake and signature.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from platforms.base import App

SIGNATURE_HEADER = "x-hub-signature-256"
SIGNATURE_PREFIX = "sha256="


def answer_handshake(query: Mapping[str, str], app: App) -> str | None:
    """Return the challenge when the caller knows our verify token, else None."""
    if not app.verify_token or query.get("hub.mode") != "subscribe":
        return None
    if not _is_same(query.get("hub.verify_token", ""), app.verify_token):
        return None
    return query.get("hub.challenge") or None


def matching_secret(body: bytes, headers: Mapping[str, str], app: App) -> str | None:
    """Return the secret that signed these raw bytes.

    Parsing and writing them again would change Meta's escapes and break the check.
    Meta signs no time: a replayed body is stopped by the unique event key.
    """
    given = headers.get(SIGNATURE_HEADER, "")
    matches = [secret for secret in app.secrets if secret and _is_same(given, sign(body, secret))]
    return matches[0] if matches else None


def sign(body: bytes, secret: str) -> str:
    """Return the header value that Meta sends for `body`."""
    return SIGNATURE_PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _is_same(given: str, expected: str) -> bool:
    # As bytes: compare_digest refuses text that is not ASCII.
    return hmac.compare_digest(
        given.encode(errors="backslashreplace"), expected.encode(errors="backslashreplace")
    )
