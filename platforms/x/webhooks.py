"""How X asks whether an address is ours, and how it signs. Both with the app's consumer secret.

https://docs.x.com/x-api/webhooks/introduction (challenge-response checks, signature header)
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

from platforms.base import App

HEADER = "x-twitter-webhooks-signature"
PREFIX = "sha256="
MAX_CHALLENGE = 1000


def answer_challenge(query: Mapping[str, str], app: App) -> str | None:
    """Return the answer to a `crc_token`, signed with the newest secret; None when there is nothing to do."""
    token, secret = query.get("crc_token", ""), next(filter(None, app.secrets), "")
    if not secret or not 0 < len(token) <= MAX_CHALLENGE:
        return None
    return json.dumps({"response_token": sign(token.encode(errors="replace"), secret)})


def matching_secret(body: bytes, headers: Mapping[str, str], app: App) -> str | None:
    """Return the one of the app's secrets that signed these raw bytes, or None."""
    given = headers.get(HEADER, "").encode(errors="replace")
    matches = [s for s in app.secrets if s and hmac.compare_digest(given, sign(body, s).encode())]
    return matches[0] if matches else None


def sign(content: bytes, secret: str) -> str:
    """Return the header value for `content`: base64, and not the hexadecimal digits of others."""
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    return PREFIX + base64.b64encode(digest).decode()
