"""Whose access a token gives, and how a new token is got for one that ends.

https://www.rfc-editor.org/rfc/rfc6749#section-5 (answers of a token endpoint)
https://www.rfc-editor.org/rfc/rfc6749#section-6 (refreshing)

What comes back is secret: no error here quotes an answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from platforms import http
from platforms.cleaning import clean
from platforms.errors import AuthExpired, PlatformError, Throttled, Transient

LONGEST_TOKEN = 4096
LONGEST_LIFE = timedelta(days=2 * 366)
MOST_SCOPES = 100
TOO_MANY, REFUSAL = 429, 400
# What a person has to put right: https://www.rfc-editor.org/rfc/rfc6749#section-5.2
FINAL = {
    "invalid_grant": "The access was withdrawn or has expired.",
    "invalid_client": "The id or the secret of the app is not right.",
    "unauthorized_client": "The app may not renew this access.",
    "unsupported_grant_type": "The app may not renew this access.",
    "invalid_request": "The platform does not accept the refresh token.",
    "invalid_scope": "The app has lost permissions that this access needs.",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """New access. `refresh_token` is empty where the one before stays valid.

    `expires_at`: aware, None where the platform does not tell. `scopes` is empty where it does not tell.
    """

    access_token: str = field(repr=False)
    expires_at: datetime | None = None
    refresh_token: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """The account that a token belongs to, as its platform names it."""

    account_id: str
    name: str = ""
    handle: str = ""


def ask_for_grant(
    url: str, form: Mapping[str, str], *, now: datetime, headers: Mapping[str, str] | None = None
) -> Grant:
    """Refresh at a standard token endpoint; `headers` name the app where the form does not.

    Raises AuthExpired when only a person can help, another PlatformError when a later try may work.
    """
    answer = http.send(http.Request("POST", url, is_repeatable=True, form=form, headers=headers or {}))
    content = decoded(answer.body)
    if answer.status >= REFUSAL:
        raise _refusal(answer, content)
    return read_grant(content, now=now)


def read_grant(content: Mapping[str, Any], *, now: datetime) -> Grant:
    """Return what a token endpoint gave. Raise Transient when it is not readable."""
    token = content.get("access_token")
    if not is_token(token):
        raise Transient("The answer holds no access token.")
    assert isinstance(token, str)
    refresh = content.get("refresh_token")
    return Grant(
        access_token=token,
        expires_at=_moment(content.get("expires_in"), now),
        refresh_token=refresh if isinstance(refresh, str) and is_token(refresh) else "",
        scopes=read_scopes(content.get("scope")),
    )


def read_scopes(value: object) -> tuple[str, ...]:
    """Return the permissions of a list that is parted by spaces or commas."""
    names = value.replace(",", " ").split() if isinstance(value, str) else []
    return tuple(clean(name)[:200] for name in names[:MOST_SCOPES])


def is_token(value: object) -> bool:
    """Whether this can be sent in a header."""
    return (
        isinstance(value, str) and 0 < len(value) <= LONGEST_TOKEN and value.isascii() and value.isprintable()
    )


def decoded(body: bytes) -> Mapping[str, Any]:
    """Return a JSON object; an empty one for anything else."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _refusal(answer: http.Answer, content: Mapping[str, Any]) -> PlatformError:
    code = content.get("error")
    if isinstance(code, str) and code in FINAL:
        return AuthExpired(FINAL[code], platform_code=code)
    if answer.status == TOO_MANY:
        return Throttled("The platform gives no new access for now.")
    # In doubt nobody is asked to connect again: the next try tells more.
    return Transient("The platform gives no new access for now.", platform_code=str(answer.status))


def _moment(seconds: object, now: datetime) -> datetime | None:
    """Return when an access ends. Some platforms send the seconds as text."""
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit():
        seconds = int(seconds[:12])
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not seconds > 0:
        return None
    return now + timedelta(seconds=min(seconds, LONGEST_LIFE.total_seconds()))
