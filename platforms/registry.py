"""All platforms Earful knows.

To add one: a folder `platforms/<slug>/` with a `Connector`, its class in the tuple
below, and sample payloads in `tests/platforms/fixtures/<slug>/`. No migration is
needed, and `tests/platforms/test_contract.py` then checks it like all others.
"""

from __future__ import annotations

from platforms.base import Connector
from platforms.facebook.connector import Facebook
from platforms.generic.connector import Generic
from platforms.instagram.connector import Instagram
from platforms.linkedin.connector import LinkedIn
from platforms.telegram.connector import Telegram
from platforms.tiktok.ads import TikTokAds
from platforms.tiktok.connector import TikTok
from platforms.whatsapp.connector import WhatsApp
from platforms.x.connector import X
from platforms.youtube.connector import YouTube

ALL: tuple[type[Connector], ...] = (
    *(Instagram, Facebook, TikTok, TikTokAds, YouTube, X, LinkedIn),
    *(WhatsApp, Telegram, Generic),
)
CONNECTORS: dict[str, type[Connector]] = {connector.slug: connector for connector in ALL}


def connector_class(slug: str) -> type[Connector]:
    """Return a platform's connector. Raise LookupError when there is none."""
    try:
        return CONNECTORS[slug]
    except KeyError:
        raise LookupError(f"There is no connector for {slug!r}.") from None


def platform_choices() -> list[tuple[str, str]]:
    """Return slugs and names; a callable, so that a new platform needs no migration."""
    return [(slug, connector.name) for slug, connector in CONNECTORS.items()]
