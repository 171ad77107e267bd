"""Open a profile on the simulator, for who wants to try Earful before connecting a real one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from inbox.services.checking import Wish
from inbox.services.refusals import Refused
from platforms import http
from platforms.access import decoded
from platforms.errors import PlatformError

CREATED = 201
# What is said there first, once there is somebody to hear it.
FIRST = (
    ("lotte.bakt", "Hoi! Wat kost de aardbeientaart?"),
    ("sam.smith", "Do you deliver on Saturday?"),
)


def open_profile(name: str) -> Wish:
    """Open a profile with posts; return what connects it. Raises Refused when the simulator is away."""
    token = secrets.token_urlsafe(24)
    username = f"try.{secrets.token_hex(4)}"
    made = _ask("accounts", {"username": username, "token": token, "platform": "instagram"})
    return Wish("instagram", str(made.get("id", "")), name, True, {"access_token": token})


def talk_to(account_id: str) -> None:
    """Have people write the first comments to a profile. Raises Refused."""
    for username, text in FIRST:
        _ask("comments", {"account": account_id, "username": username, "text": text})


def _ask(path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    url = f"{settings.SIMULATOR_URL}/control/{path}"
    try:
        answer = http.send(http.Request("POST", url, json=body))
    except PlatformError as error:
        raise Refused(error.code, _("The simulator does not answer.")) from error
    if answer.status != CREATED:
        raise Refused("provider_error", _("The simulator opens no profile for now."))
    return decoded(answer.body)
