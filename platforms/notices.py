"""Sends a signed notice to an address that a team chose, by the Standard Webhooks specification.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

The address is a stranger's: nobody may use us to reach what only we can reach. So a name is
resolved once, every address it stands for must be a public one, and the call goes to the
address that was checked, not to what the name may mean a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urlsplit, urlunsplit

from platforms import http
from platforms.errors import Invalid, Transient
from platforms.standard_webhooks import sign

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"https": 443, "http": 80}
# Translates into IPv4 addresses, private ones too: https://www.rfc-editor.org/rfc/rfc6052
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotAllowedAddress(Invalid):
    """This address cannot get notices."""

    code = "address_not_allowed"


@dataclass(frozen=True, slots=True)
class Notice:
    """What to send. `key` stays the same for every attempt; `body` is sent as it is."""

    url: str
    secret: str
    key: str
    body: bytes


def check_url(url: str, *, may_be_local: bool = False) -> SplitResult:
    """Return an address in its parts. Raise NotAllowedAddress, with the remedy.

    `may_be_local` is for development: it takes http and this machine as well.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowedAddress("This is not a web address.") from None
    if parts.scheme not in PORTS or not parts.hostname or port == 0:
        raise NotAllowedAddress("Give a whole address that begins with https://.")
    if parts.scheme != "https" and not may_be_local:
        raise NotAllowedAddress("Only https:// addresses get notices: what they tell is not public.")
    if parts.username is not None or parts.password is not None:
        raise NotAllowedAddress("Leave name and password out of the address: the signature says who we are.")
    return parts


def deliver(notice: Notice, *, now: datetime, may_be_local: bool = False) -> None:
    """Send a notice. Raise a PlatformError when it was not taken, with what the receiver answered."""
    parts = check_url(notice.url, may_be_local=may_be_local)
    address = checked_address(parts, may_be_local=may_be_local)
    timestamp = str(int(now.timestamp()))
    signature = sign(notice.body, notice.secret, message_id=notice.key, timestamp=timestamp)
    if not signature:
        raise Invalid("The address has no usable signing secret.")
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "webhook-id": notice.key,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature,
        # Two names may share an address: a connection that was checked for one must not serve the other.
        "Connection": "close",
    }
    answer = http.send(
        http.Request(
            method="POST",
            url=at_address(parts, address),
            # The receiver knows a repeat by its id.
            is_repeatable=True,
            headers=headers,
            content=notice.body,
            server_name=parts.hostname or "",
        )
    )
    if not 200 <= answer.status < 300:
        raise Transient(f"The receiver answered with status {answer.status}.")


def checked_address(parts: SplitResult, *, may_be_local: bool) -> Address:
    """Return the address to call, when all that the name stands for may be called."""
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Transient("The name of the receiver is not known.") from None
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not may_be_local and not all(map(is_public, addresses)):
        raise NotAllowedAddress("This address belongs to a private network. Give one that is public.")
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether anybody may reach this address; never one that stands for a private one."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64 or address.sixtofour or address.teredo:
            return False
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
    return address.is_global and not address.is_multicast


def at_address(parts: SplitResult, address: Address) -> str:
    """Return the web address with the checked address in the place of the name."""
    host = f"[{address}]" if address.version == 6 else str(address)
    place = f"{host}:{parts.port}" if parts.port else host
    return urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))
