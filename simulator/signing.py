"""The headers with which each platform signs what it delivers."""

from __future__ import annotations

from simulator.linkedin import payloads as linkedin
from simulator.model import LINKEDIN, TELEGRAM, TIKTOK, X
from simulator.payloads import signature
from simulator.tiktok import payloads as tiktok
from simulator.x import payloads as x

WRONG_SECRET = "this-is-not-the-app-secret"  # noqa: S105 - wrong on purpose
STALE_SECONDS = 3600.0


def signed(platform: str, body: bytes, secret: str, *, moment: float) -> dict[str, str]:
    """The headers for these raw bytes; `moment` is when TikTok says that it signed."""
    if platform == TIKTOK:
        return {"TikTok-Signature": tiktok.signature(body, secret, moment=moment)}
    if platform == TELEGRAM:
        return {"X-Telegram-Bot-Api-Secret-Token": secret}
    if platform == X:
        return {"x-twitter-webhooks-signature": x.signature(body, secret)}
    if platform == LINKEDIN:
        return {"X-LI-Signature": linkedin.signature(body, secret)}
    return {"X-Hub-Signature-256": signature(body, secret)}
