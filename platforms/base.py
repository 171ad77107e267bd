"""The contract between Earful and a platform: values and the connector.

Nothing here, nor in any connector, may import Django, Celery or an app. A connector turns a platform's words
into these values (`parse`) and our verbs into its calls (`reply`, `hide`, ...), and keeps nothing.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from platforms.access import Grant, Profile
from platforms.errors import BadPayload, Unsupported
from platforms.limits import ReplyWindow, TextLimit
from platforms.measures import Measures


class Kind(StrEnum):
    COMMENT = "comment"
    DIRECT = "direct"


class Action(StrEnum):
    """What happened to a message on the platform."""

    CREATE = "create"
    EDIT = "edit"
    REMOVE = "remove"
    HIDE = "hide"
    UNHIDE = "unhide"


class Capability(StrEnum):
    """What a connector can do. An allow-list: what is not named cannot be done."""

    COMMENTS = "comments"
    DIRECT = "direct"
    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    HIDE = "hide"
    HOLD = "hold"
    REMOVE = "remove"
    LIKE = "like"
    BLOCK = "block"
    PROFILES = "profiles"
    MEASURES = "measures"
    WEBHOOK = "webhook"
    POLL = "poll"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Author:
    """A person as one platform knows them. `external_id` is opaque text."""

    external_id: str
    handle: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PostRef:
    """The post under which a comment stands, as far as the payload tells."""

    external_id: str
    title: str = ""
    permalink: str = ""
    is_ad: bool = False
    ad_id: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    kind: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that happened to one comment or direct message, in our words.

    `thread_id`    comment: id of the top-level comment; direct: id of the other person.
    `occurred_at`  when this happened by the platform's clock, aware; for CREATE the
                   moment of sending. None only where the source has no clock.
    `is_own`       written by the channel itself (an own comment or an echo).
    `text`         CREATE and EDIT only.
    `raw`          the platform's own words, storable (`platforms.cleaning.clean_json`).
    """

    action: Action
    kind: Kind
    external_id: str
    thread_id: str = ""
    author: Author | None = None
    text: str = ""
    occurred_at: datetime | None = None
    parent_id: str = ""
    post: PostRef | None = None
    is_own: bool = False
    attachments: tuple[Attachment, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one payload holds: items by account, and what was not understood.

    `items` maps the channel's external id to its items in the order given. `ignored` counts events that are
    known and carry nothing for an inbox (read receipts, reactions). `unknown` says what was not understood
    and where; such a payload goes to quarantine, its good items are used. `accounts` names everybody whom any
    part of it is for, also what was not understood; None where nobody can tell.
    """

    items: Mapping[str, Sequence[Incoming]]
    ignored: int = 0
    unknown: Sequence[str] = ()
    accounts: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of comments as they stand on the platform now.

    `items`    a CREATE for each comment, and an EDIT where the platform tells when it was edited.
    `hidden`   by external id whether the public sees it; not there where the platform does not tell.
    `cursor`   asks for the next page; "" after the last one.
    `is_whole` whether nothing was left out, so that what is not listed is gone.
    """

    items: Sequence[Incoming]
    hidden: Mapping[str, bool] = field(default_factory=dict)
    cursor: str = ""
    unknown: Sequence[str] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform's answer to a reply: the id that the new message got there."""

    external_id: str


@dataclass(frozen=True, slots=True)
class App:
    """Our registration at a platform, shared by all channels there.

    `secrets` sign webhooks, newest first; two are valid while one is rotated. `base_url` is the simulator's.
    """

    secrets: tuple[str, ...] = ()
    verify_token: str = ""
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a connector needs to act for one channel. `repr` hides the secrets."""

    account_id: str
    access_token: str = field(default="", repr=False)
    base_url: str = ""
    refresh_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


class Connector(ABC):
    """One platform. Subclasses declare what it can do and translate both ways."""

    slug: ClassVar[str]
    name: ClassVar[str]
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    comment_limit: ClassVar[TextLimit | None] = None
    direct_limit: ClassVar[TextLimit | None] = None
    hidden_note: ClassVar[str] = ""  # who still sees a hidden comment: an English sentence
    reply_window: ClassVar[ReplyWindow | None] = None
    private_reply_window: ClassVar[timedelta | None] = None
    # How many units of use a platform allows a channel from one midnight to the next, and where that falls.
    daily_budget: ClassVar[int | None] = None
    budget_zone: ClassVar[str] = "UTC"
    handshake_type: ClassVar[str] = "text/plain"
    # What a person gives to connect a channel, besides its id: names of fields of `Credentials`.
    asks_for: ClassVar[tuple[str, ...]] = ("access_token",)
    # Whether each channel has a webhook address of its own, as what comes there does not name its account.
    has_own_address: ClassVar[bool] = False

    @classmethod
    def handshake(cls, query: Mapping[str, str], app: App) -> str | None:
        """Return the text to answer a webhook's GET with, or None to refuse it."""
        return None

    @classmethod
    def matching_secret(
        cls, body: bytes, headers: Mapping[str, str], app: App, *, now: datetime
    ) -> str | None:
        """Return the one of `app.secrets` that signed these raw bytes, or None.

        `headers` has lower-case names. No secret configured means None: refuse.
        """
        return None

    @classmethod
    def decode(cls, body: bytes) -> Mapping[str, Any]:
        """Return the payload in a webhook body. Raise BadPayload when it is none."""
        try:
            payload = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise BadPayload(f"The body is not JSON: {error}") from error
        if not isinstance(payload, dict):
            raise BadPayload(f"Expected a JSON object, got {type(payload).__name__}.")
        return payload

    @classmethod
    @abstractmethod
    def parse(cls, payload: Mapping[str, Any]) -> Parsed:
        """Return what a webhook payload holds. Never raises for what it does not know."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials

    @property
    def spent(self) -> int:
        """Units of `daily_budget` that the calls made so far have cost."""
        return 0

    @property
    def can_refresh(self) -> bool:
        """Whether new access can be had with what these credentials hold."""
        return False

    def refresh(self, *, now: datetime) -> Grant:
        """Ask for new access. Raises AuthExpired when only a person can help."""
        raise Unsupported(f"{self.name} renews no access.")

    def verify(self) -> Profile:
        """Return the account that these credentials belong to."""
        raise Unsupported(f"{self.name} does not tell whose access this is.")

    def listen(self, *, address: str, secret: str) -> None:
        """Have the platform deliver what happens on the channel.

        `address` and `secret` are for platforms with `has_own_address`; elsewhere the app has one for all.
        """
        raise Unsupported(f"{self.name} is told by hand where to deliver.")

    def read_recent(self, *, since: datetime | None, cursor: str = "") -> Listing:
        """List the channel's comments, newest first, back to `since` or to the first."""
        raise Unsupported(f"{self.name} cannot be asked for new comments.")

    def read_post(self, *, post_id: str, cursor: str = "") -> Listing:
        """List every comment below one post, hidden ones and replies included."""
        raise Unsupported(f"{self.name} cannot list the comments below a post.")

    def measure(self, *, post_id: str) -> Measures:
        """Return the platform's counts of a post."""
        raise Unsupported(f"{self.name} tells no numbers of a post.")

    def reply(self, *, comment_id: str, text: str, post_id: str = "", thread_id: str = "") -> Sent:
        """Answer a comment, of this thread below this post, in public."""
        raise Unsupported(f"{self.name} takes no public replies.")

    def private_reply(self, *, comment_id: str, text: str) -> Sent:
        """Send a direct message because of a comment."""
        raise Unsupported(f"{self.name} has no private replies.")

    def send_direct(self, *, recipient_id: str, text: str, by_person: bool = False) -> Sent:
        """Send a direct message. `by_person` allows what a platform keeps for humans."""
        raise Unsupported(f"{self.name} sends no direct messages.")

    def hide(self, *, comment_id: str, is_hidden: bool, ad_id: str = "", post_id: str = "") -> None:
        """Hide a comment from everyone but its author, or show it again."""
        raise Unsupported(f"{self.name} cannot hide comments.")

    def hold(self, *, comment_id: str, ad_id: str = "") -> None:
        """Keep a comment back for review, where the platform itself knows that state."""
        raise Unsupported(f"{self.name} cannot hold comments for review.")

    def remove(self, *, comment_id: str, ad_id: str = "") -> None:
        """Delete a comment for good."""
        raise Unsupported(f"{self.name} cannot delete comments.")

    def like(self, *, comment_id: str) -> None:
        """Like a comment in the channel's name."""
        raise Unsupported(f"{self.name} cannot like comments.")

    def block(self, *, person_id: str) -> None:
        """Keep a person from writing to the channel."""
        raise Unsupported(f"{self.name} cannot block people.")

    def find_person(self, *, person_id: str, comment_id: str = "", post_id: str = "") -> Author:
        """Look up how a person is called; `comment_id` and `post_id` name a comment of theirs."""
        raise Unsupported(f"{self.name} does not tell who somebody is.")

    def find_own_reply(
        self,
        *,
        comment_id: str,
        text: str,
        since: datetime,
        known_ids: frozenset[str] = frozenset(),
        post_id: str = "",
        thread_id: str = "",
    ) -> Sent | None:
        """Look for our public reply, to settle an unknown outcome. None: it is surely not there.

        `known_ids` are messages that other sends account for: the same text may have gone to two people.
        """
        raise Unsupported(f"{self.name} cannot list replies.")

    def find_own_direct(
        self,
        *,
        recipient_id: str,
        text: str,
        since: datetime,
        known_ids: frozenset[str] = frozenset(),
    ) -> Sent | None:
        """Look for our direct message on the platform, as `find_own_reply` does."""
        raise Unsupported(f"{self.name} cannot list direct messages.")
