"""New access for a refresh token, by our own connectors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.base import Credentials
from platforms.errors import AuthExpired
from platforms.registry import connector_class

from .conftest import Running

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LIVES = {"youtube": timedelta(hours=1), "tiktok": timedelta(days=1), "x": timedelta(hours=2)}
LIVES["linkedin"] = timedelta(days=60)
GOOD_ONCE = ("tiktok", "x")


@pytest.mark.parametrize("platform", LIVES)
def test_it_gives_new_access_and_takes_the_old_away(simulator: Running, platform: str) -> None:
    made = simulator.control("accounts", username="renewed", token="old-token", platform=platform)
    url = str(simulator.client.base_url).rstrip("/")
    old = Credentials(made["id"], "old-token", url, "refresh-old-token", "app", "secret")
    connect = connector_class(platform)
    grant = connect(old).refresh(now=NOW)
    assert grant.expires_at == NOW + LIVES[platform]
    assert bool(grant.refresh_token) == (platform in GOOD_ONCE)
    assert connect(replace(old, access_token=grant.access_token)).verify().account_id == made["id"]
    with pytest.raises(AuthExpired):
        connect(old).verify()
    if platform in GOOD_ONCE:
        with pytest.raises(AuthExpired):
            connect(old).refresh(now=NOW)
