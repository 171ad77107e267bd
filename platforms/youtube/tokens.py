"""Google's tokens: access ends after an hour, and the refresh token stays.

https://developers.google.com/identity/protocols/oauth2/web-server#offline
https://developers.google.com/youtube/v3/docs/channels/list
"""

from __future__ import annotations

from datetime import datetime

from platforms.access import Grant, Profile, ask_for_grant
from platforms.base import Credentials
from platforms.errors import Invalid
from platforms.reading import NotUnderstood, identifier, label, mapping, optional_mapping, sequence
from platforms.youtube.api import Api

BASE_URL = "https://oauth2.googleapis.com"


def refresh(credentials: Credentials, *, now: datetime) -> Grant:
    """Exchange the refresh token for new access."""
    form = {
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "grant_type": "refresh_token",
        "refresh_token": credentials.refresh_token,
    }
    base_url = (credentials.base_url or BASE_URL).rstrip("/")
    return ask_for_grant(f"{base_url}/token", form, now=now)


def owner(api: Api) -> Profile:
    """Return the channel that a token belongs to."""
    answer = api.get("channels", part="id,snippet", mine="true")
    try:
        rows = sequence(answer.get("items"), "items")
        channel = mapping(rows[0] if rows else None, "channel")
        snippet = optional_mapping(channel.get("snippet"), "snippet")
        handle = label(snippet.get("customUrl"), "customUrl").removeprefix("@")
        return Profile(identifier(channel.get("id"), "id"), label(snippet.get("title"), "title"), handle)
    except NotUnderstood as reason:
        raise Invalid("This Google account has no YouTube channel.") from reason
