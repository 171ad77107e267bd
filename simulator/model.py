"""The things that exist on the platform. Times are seconds since the epoch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Json: TypeAlias = dict[str, object]

FEED, REELS, AD = "FEED", "REELS", "AD"
INSTAGRAM, FACEBOOK, TIKTOK, YOUTUBE = "instagram", "facebook", "tiktok", "youtube"
WHATSAPP, TELEGRAM = "whatsapp", "telegram"
X, LINKEDIN, TIKTOK_ADS = "x", "linkedin", "tiktok_ads"
PUBLISHED, HELD, SPAM, REJECTED = STATUSES = ("published", "heldForReview", "likelySpam", "rejected")


@dataclass(kw_only=True)
class Account:
    """A brand's account on one platform. Those in `blocked` are ids of people who may not write to it.

    `webhook_url` and `webhook_secret` are of a Telegram bot, which is told where to deliver by a call.
    """

    id: str
    username: str
    name: str
    token: str
    self_scoped_id: str
    followers: int = 0
    platform: str = INSTAGRAM
    refresh_token: str = ""
    blocked: list[str] = field(default_factory=list)
    webhook_url: str = ""
    webhook_secret: str = ""


@dataclass(kw_only=True)
class Post:
    """A post, reel or ad of a brand; only an ad has the `ad_…` fields."""

    id: str
    account_id: str
    caption: str
    product_type: str
    at: float
    likes: int = 0
    is_open: bool = True
    ad_id: str = ""
    ad_title: str = ""
    original_media_id: str = ""


@dataclass(kw_only=True)
class Person:
    """Somebody of the public."""

    id: str
    username: str
    name: str


@dataclass(kw_only=True)
class Comment:
    """A comment under a post, by a person or by the brand itself.

    `answers_id` is who wrote the comment that this one answers.
    """

    id: str
    account_id: str
    post_id: str
    author_id: str
    username: str
    text: str
    at: float
    parent_id: str | None = None
    by_brand: bool = False
    hidden: bool = False
    deleted: bool = False
    liked: bool = False
    status: str = PUBLISHED
    edited_at: float | None = None
    private_reply_mid: str | None = None
    answers_id: str = ""


@dataclass(kw_only=True)
class DirectMessage:
    """One message in the direct thread of a person and a brand."""

    mid: str
    account_id: str
    person_id: str
    text: str
    at: float
    by_brand: bool = False
    story_id: str = ""
    comment_id: str = ""
    edits: int = 0
    unsent: bool = False
    reaction: str = ""


@dataclass(frozen=True, kw_only=True)
class Thread:
    """The direct thread of one person with one brand."""

    id: str
    account_id: str
    person_id: str
