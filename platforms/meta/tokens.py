"""Long-lived tokens of Meta: they end after 60 days, and are exchanged for new ones while they still work.

https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived

Instagram renews tokens that are a day old at least. The documented calls carry the token in the address;
nothing of ours logs one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from platforms import http
from platforms.access import Grant, Profile, decoded, is_token, read_grant
from platforms.base import Credentials
from platforms.errors import AuthExpired, Forbidden, Invalid
from platforms.meta.errors import error_from
from platforms.meta.graph import VERSION, Graph
from platforms.reading import NotUnderstood, identifier, label

REFUSAL = 400


def refresh_instagram(base_url: str, credentials: Credentials, *, now: datetime) -> Grant:
    """Renew the token of an Instagram account."""
    query = {"grant_type": "ig_refresh_token", "access_token": credentials.access_token}
    return _ask(f"{base_url.rstrip('/')}/refresh_access_token", query, credentials, now)


def exchange(base_url: str, credentials: Credentials, *, now: datetime) -> Grant:
    """Exchange the token of a Page for one that lasts anew."""
    query = {
        "grant_type": "fb_exchange_token",
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "fb_exchange_token": credentials.access_token,
    }
    return _ask(f"{base_url.rstrip('/')}/{VERSION}/oauth/access_token", query, credentials, now)


def owner(graph: Graph, fields: str) -> Profile:
    """Return the account that a token belongs to. `user_id` is the id that webhooks and calls use."""
    answer = graph.get("me", fields=fields)
    try:
        account_id = identifier(answer.get("user_id") or answer.get("id"), "id")
        return Profile(
            account_id, label(answer.get("name"), "name"), label(answer.get("username"), "username")
        )
    except NotUnderstood as reason:
        raise Invalid("The answer does not say whose access this is.") from reason


def _ask(url: str, query: Mapping[str, str], credentials: Credentials, now: datetime) -> Grant:
    if not is_token(credentials.access_token):
        raise AuthExpired
    answer = http.send(http.Request("GET", url, is_repeatable=True, query=query))
    content = decoded(answer.body)
    details = content.get("error")
    if answer.status >= REFUSAL or isinstance(details, Mapping):
        details = details if isinstance(details, Mapping) else {}
        error = error_from(answer, details, is_repeatable=True, token=credentials.access_token)
        if isinstance(error, Invalid | Forbidden):
            # A wrong app, or a token of another kind: waiting changes nothing.
            raise AuthExpired("The platform does not renew this access.", platform_code=error.platform_code)
        raise error
    return read_grant(content, now=now)
