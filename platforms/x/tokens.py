"""X's tokens: access ends after two hours, and each refresh token works once.

https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token (both kinds of client)
https://docs.x.com/x-api/users/get-my-user
"""

from __future__ import annotations

import base64
from datetime import datetime

from platforms.access import Grant, Profile, ask_for_grant
from platforms.base import Credentials
from platforms.errors import Invalid
from platforms.reading import NotUnderstood, identifier, label, mapping
from platforms.x.api import Api


def refresh(base_url: str, credentials: Credentials, *, now: datetime) -> Grant:
    """Exchange the refresh token for new access and a new refresh token."""
    form = {
        "grant_type": "refresh_token",
        "refresh_token": credentials.refresh_token,
        "client_id": credentials.client_id,
    }
    headers = {}
    if credentials.client_secret:
        # A confidential client names itself here; a public one has no secret.
        pair = f"{credentials.client_id}:{credentials.client_secret}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    return ask_for_grant(f"{base_url.rstrip('/')}/2/oauth2/token", form, now=now, headers=headers)


def owner(api: Api) -> Profile:
    """Return the account that a token belongs to."""
    answer = api.get("users/me")
    try:
        user = mapping(answer.get("data"), "data")
        name, handle = (label(user.get(key), key) for key in ("name", "username"))
        return Profile(identifier(user.get("id"), "id"), name, handle)
    except NotUnderstood as reason:
        raise Invalid("The answer does not say whose access this is.") from reason
