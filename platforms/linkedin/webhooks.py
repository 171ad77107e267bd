"""How LinkedIn asks whether an address is ours, and how it signs. Both with the app's client secret.

https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping

from platforms.base import App

HEADER = "x-li-signature"
# Stands before the body in what is signed, and not before the signature.
PREFIX = b"hmacsha256="
MAX_CHALLENGE = 1000


def answer_challenge(query: Mapping[str, str], app: App) -> str | None:
    """Return the answer to a `challengeCode`, signed with the newest secret; None when there is none."""
    code, secret = query.get("challengeCode", ""), next(filter(None, app.secrets), "")
    if not secret or not 0 < len(code) <= MAX_CHALLENGE:
        return None
    response = _digest(code.encode(errors="replace"), secret)
    return json.dumps({"challengeCode": code, "challengeResponse": response})


def matching_secret(body: bytes, headers: Mapping[str, str], app: App) -> str | None:
    """Return the one of the app's secrets that signed these raw bytes, or None."""
    given = headers.get(HEADER, "").encode(errors="replace")
    matches = [s for s in app.secrets if s and hmac.compare_digest(given, sign(body, s).encode())]
    return matches[0] if matches else None


def sign(body: bytes, secret: str) -> str:
    """Return the header value for `body`."""
    return _digest(PREFIX + body, secret)


def _digest(content: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
