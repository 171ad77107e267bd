"""Signs deliveries as each platform does, by its documents and not by our code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable

# A key that every scheme takes: Standard Webhooks wants Base64 after its prefix.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def _digest(body: bytes, key: bytes = SECRET.encode()) -> bytes:
    return hmac.new(key, body, hashlib.sha256).digest()


def _meta(body: bytes) -> dict[str, str]:
    return {"X-Hub-Signature-256": f"sha256={_digest(body).hex()}"}


def _tiktok(body: bytes) -> dict[str, str]:
    moment = str(int(time.time()))
    return {"TikTok-Signature": f"t={moment},s={_digest(moment.encode() + b'.' + body).hex()}"}


def _telegram(_body: bytes) -> dict[str, str]:
    return {"X-Telegram-Bot-Api-Secret-Token": SECRET}


def _standard(body: bytes) -> dict[str, str]:
    moment = str(int(time.time()))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signature = base64.b64encode(_digest(f"m1.{moment}.".encode() + body, key)).decode()
    return {"webhook-id": "m1", "webhook-timestamp": moment, "webhook-signature": f"v1,{signature}"}


def _x(body: bytes) -> dict[str, str]:
    return {"x-twitter-webhooks-signature": f"sha256={base64.b64encode(_digest(body)).decode()}"}


def _linkedin(body: bytes) -> dict[str, str]:
    # The prefix is signed with the body, and not written before the signature.
    return {"X-LI-Signature": _digest(b"hmacsha256=" + body).hex()}


# A platform that sends webhooks and is missing here fails the tests that go through this table.
SIGNED: dict[str, Callable[[bytes], dict[str, str]]] = {
    "instagram": _meta,
    "facebook": _meta,
    "whatsapp": _meta,
    "tiktok": _tiktok,
    "telegram": _telegram,
    "generic": _standard,
    "x": _x,
    "linkedin": _linkedin,
}
