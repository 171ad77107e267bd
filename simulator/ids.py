"""How each platform spells the ids of what it has. Ids of one kind grow with time."""

from __future__ import annotations

from simulator.model import (
    FACEBOOK,
    LINKEDIN,
    TELEGRAM,
    TIKTOK,
    TIKTOK_ADS,
    WHATSAPP,
    YOUTUBE,
    Account,
    Post,
    X,
)
from simulator.world import World

KINDS = {FACEBOOK: "page", WHATSAPP: "whatsapp", TELEGRAM: "telegram", X: "x"}
POSTS = {TIKTOK: "tiktok_video", X: "x_post"}
COMMENTS = {TIKTOK: "tiktok_comment", TIKTOK_ADS: "tiktok_comment", X: "x_post"}


def for_account(world: World, platform: str) -> str:
    if platform == TIKTOK:
        return f"-000earful{world.new_id('tiktok')}"
    if platform == YOUTUBE:
        return f"UCearful{world.new_id('tube')}a"
    if platform == LINKEDIN:
        return f"urn:li:organization:{world.new_id('organization')}"
    return world.new_id(KINDS.get(platform, "account"))


def for_post(world: World, account: Account) -> str:
    """Facebook writes the Page before the post, Telegram the group; YouTube's are videos."""
    if account.platform == TELEGRAM:
        return f"-100{account.id}:{world.new_id('telegram_message')}"
    if account.platform == FACEBOOK:
        return f"{account.id}_{world.new_id('page_post')}"
    if account.platform == YOUTUBE:
        return f"vidEar{world.new_id('video')}"
    if account.platform == TIKTOK_ADS:
        return f"{world.new_id('ad')}_{world.new_id('ad')}"
    if account.platform == LINKEDIN:
        return f"urn:li:share:{world.new_id('share')}"
    return world.new_id(POSTS.get(account.platform, "media"))


def for_comment(world: World, post: Post, parent_id: str | None) -> str:
    """Facebook writes the post before the comment, Telegram the group, YouTube the thread."""
    platform = world.accounts[post.account_id].platform
    if platform == TELEGRAM:
        return f"{post.id.partition(':')[0]}:{world.new_id('telegram_message')}"
    if platform == FACEBOOK:
        return f"{post.id.partition('_')[2]}_{world.new_id('page_comment')}"
    if platform == YOUTUBE:
        return f"{parent_id}.9{world.new_id('thread')}" if parent_id else f"Ugx{world.new_id('thread')}AaABAg"
    if platform == LINKEDIN:
        return f"urn:li:comment:(urn:li:activity:{post.id.rpartition(':')[2]},{world.new_id('share')})"
    return world.new_id(COMMENTS.get(platform, "comment"))


def for_message(world: World, account: Account, person_id: str) -> str:
    """Telegram counts in each chat, and a private chat has its person's id."""
    if account.platform == TELEGRAM:
        return f"{person_id}:{world.new_id('telegram_message')}"
    if account.platform == X:
        return world.new_id("x_post")
    return f"wamid.EARFUL{world.new_id('message')}" if account.platform == WHATSAPP else world.new_mid()
