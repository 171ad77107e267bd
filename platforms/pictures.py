"""Fetches a picture from an address that a platform named: as strange as one that a person typed.

The name is resolved once, every address it stands for must be public, and the call goes to the address
that was checked (`platforms.notices` says why). Nothing is followed to another place.
"""

from __future__ import annotations

from platforms import http
from platforms.errors import Invalid, TargetGone, Transient
from platforms.notices import at_address, check_url, checked_address

GONE = frozenset({403, 404, 410})


def fetch(url: str, *, most_bytes: int, may_be_local: bool = False) -> bytes:
    """Return what is at an https address. Raises a PlatformError, Invalid for more than `most_bytes`.

    `may_be_local` is for the simulator: it takes http and this machine as well.
    """
    parts = check_url(url, may_be_local=may_be_local)
    address = checked_address(parts, may_be_local=may_be_local)
    answer = http.send(
        http.Request(
            method="GET",
            url=at_address(parts, address),
            is_repeatable=True,
            # Two names may share an address: a connection that was checked for one must not serve the other.
            headers={"Host": parts.netloc, "Connection": "close"},
            server_name=parts.hostname or "",
        )
    )
    if answer.status in GONE:
        raise TargetGone("The picture is not there any more.")
    if answer.status != 200:
        raise Transient(f"The picture's server answered with status {answer.status}.")
    if len(answer.body) > most_bytes:
        raise Invalid(f"The picture has more than {most_bytes:,} bytes.")
    return answer.body
