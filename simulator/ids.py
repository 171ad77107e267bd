"""How each platform spells the ids of what it has. Ids of one kind grow with time."""

from __future__ import annotations

from simulator.model import FACEBOOK, Account, Post
from simulator.world import World


def for_account(world: World, platform: str) -> str:
    return world.new_id("page" if platform == FACEBOOK else "account")


def for_post(world: World, account: Account) -> str:
    """Facebook writes the Page before the post."""
    if account.platform == FACEBOOK:
        return f"{account.id}_{world.new_id('page_post')}"
    return world.new_id("media")


def for_comment(world: World, post: Post) -> str:
    """Facebook writes the post before the comment, but without the Page."""
    if world.accounts[post.account_id].platform == FACEBOOK:
        return f"{post.id.partition('_')[2]}_{world.new_id('page_comment')}"
    return world.new_id("comment")
