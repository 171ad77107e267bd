"""TikTok's tokens: access ends after a day, and the refresh token after a year.

Every answer may bring a new refresh token, and the one before then works no more.

https://business-api.tiktok.com/portal/docs (Accounts API: authentication, /tt_user/oauth2/refresh_token/)
https://business-api.tiktok.com/portal/docs (Accounts API: /business/get/)
"""

from __future__ import annotations

import json
from datetime import datetime

from platforms.access import Grant, Profile, read_grant
from platforms.base import Credentials
from platforms.errors import AuthExpired, Forbidden, Invalid
from platforms.reading import NotUnderstood, label
from platforms.tiktok.api import Api

FIELDS = json.dumps(["username", "display_name"])


def refresh(api: Api, credentials: Credentials, *, now: datetime) -> Grant:
    """Exchange the refresh token for new access and, mostly, a new refresh token."""
    try:
        answer = api.renew(
            "tt_user/oauth2/refresh_token",
            client_id=credentials.client_id,
            client_secret=credentials.client_secret,
            grant_type="refresh_token",
            refresh_token=credentials.refresh_token,
        )
    except (AuthExpired, Invalid, Forbidden) as error:
        # Nothing of the request changes by waiting. TikTok's words may quote what was sent.
        raise AuthExpired(platform_code=error.platform_code) from None
    return read_grant(answer, now=now)


def owner(api: Api, account_id: str) -> Profile:
    """Return the account of this id, which a token of another account may not see."""
    answer = api.get("business/get", business_id=account_id, fields=FIELDS)
    try:
        name, handle = (label(answer.get(field), field) for field in ("display_name", "username"))
    except NotUnderstood as reason:
        raise Invalid("The answer does not say whose access this is.") from reason
    return Profile(account_id, name, handle)
