"""TikTok ad accounts: comments below ads, read by asking.

They can be hidden and shown again. They are asked for by ad group and day, so what is older than a month is
not compared again, and nobody tells when a comment was deleted. An answer wants the identity that the ad
was made with, which Earful does not keep: answer in TikTok itself.

https://business-api.tiktok.com/portal/docs?id=1738086301876225 (comments below ads)
https://business-api.tiktok.com/portal/docs?id=1738086844585985 (hiding them)
https://github.com/tiktok/tiktok-business-api-sdk (the fields of both)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from platforms.access import Profile
from platforms.base import Capability, Connector, Credentials, Listing, Parsed
from platforms.errors import Invalid
from platforms.reading import NotUnderstood, identifier, label, mapping, sequence
from platforms.tiktok import ads_listing
from platforms.tiktok.api import Api

BASE_URL = "https://business-api.tiktok.com"


class TikTokAds(Connector):
    slug = "tiktok_ads"
    name = "TikTok ads"
    capabilities = frozenset({Capability.COMMENTS, Capability.HIDE, Capability.POLL})
    asks_for = ("account_id", "access_token")
    hidden_note = "The author still sees it."

    @classmethod
    def parse(cls, payload: Mapping[str, Any]) -> Parsed:
        """Read a list of comments: TikTok tells nothing of those below ads."""
        return ads_listing.read(payload).found.parsed()

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(credentials)
        self._api = Api(credentials.base_url or BASE_URL, credentials.access_token)

    def verify(self) -> Profile:
        # https://business-api.tiktok.com/portal/docs?id=1739593083610113
        account_id = self.credentials.account_id
        answer = self._api.get("advertiser/info", advertiser_ids=json.dumps([account_id]))
        try:
            rows = sequence(answer.get("list"), "list")
            advertiser = mapping(rows[0] if rows else None, "advertiser")
            found = identifier(advertiser.get("advertiser_id"), "advertiser_id")
            return Profile(found, label(advertiser.get("name"), "name"))
        except NotUnderstood as reason:
            raise Invalid("The answer does not say whose access this is.") from reason

    def read_recent(self, *, since: datetime | None, cursor: str = "") -> Listing:
        now = datetime.now(UTC)
        return ads_listing.recent(self._api, self.credentials.account_id, since=since, cursor=cursor, now=now)

    def read_post(self, *, post_id: str, cursor: str = "") -> Listing:
        now = datetime.now(UTC)
        return ads_listing.below(self._api, self.credentials.account_id, post_id, cursor=cursor, now=now)

    def hide(self, *, comment_id: str, is_hidden: bool, ad_id: str = "", post_id: str = "") -> None:
        self._api.update(
            "comment/status/update",
            advertiser_id=self.credentials.account_id,
            comment_ids=[comment_id],
            operation="HIDDEN" if is_hidden else "PUBLIC",
        )
