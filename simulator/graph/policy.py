"""Meta's rules for a brand. Pure checks: they pass in silence or raise the platform's own error."""

from __future__ import annotations

from simulator.graph.errors import forbidden, invalid, outside_window, private_reply_used
from simulator.model import FACEBOOK, INSTAGRAM, Comment

MAX_COMMENT_CHARACTERS = {INSTAGRAM: 2200, FACEBOOK: 8000}
MAX_DIRECT_BYTES = 1000
MAX_DIRECT_CHARACTERS = 2000
DAY = 24 * 3600.0
HUMAN_AGENT = "HUMAN_AGENT"
HUMAN_AGENT_SECONDS = 7 * DAY
PRIVATE_REPLY_SECONDS = 7 * DAY


def check_comment_text(text: str, platform: str) -> None:
    if not text.strip():
        raise invalid("The parameter message is required")
    allowed = MAX_COMMENT_CHARACTERS[platform]
    if len(text) > allowed:
        raise invalid(f"Comment is too long: at most {allowed} characters")


def check_direct_text(text: str, platform: str) -> None:
    """Instagram's limit of a direct message counts bytes of UTF-8, Messenger's characters."""
    if not text.strip():
        raise invalid("The parameter message[text] is required")
    size, allowed = len(text.encode()), MAX_DIRECT_BYTES
    if platform == FACEBOOK:
        size, allowed = len(text), MAX_DIRECT_CHARACTERS
    if size > allowed:
        raise invalid(f"Length of param message[text] must be less than or equal to {allowed}")


def check_can_be_replied_to(comment: Comment) -> None:
    # Meta documents the rule but no code for it; 100 without a subcode is the nearest.
    if comment.hidden:
        raise invalid("Cannot reply to a hidden comment")


def check_can_be_hidden(comment: Comment) -> None:
    if comment.by_brand:
        raise invalid("Comments of the media owner cannot be hidden")


def check_can_be_edited(comment: Comment) -> None:
    if not comment.by_brand:
        raise forbidden("Only the author of a comment can change it")


def check_window(last_inbound_at: float | None, *, now: float, tag: str, platform: str) -> None:
    """24 hours after the person's last message; a person's late answer has 7 days."""
    if tag not in ("", HUMAN_AGENT):
        raise invalid(f"Param tag must be {HUMAN_AGENT}")
    allowed = HUMAN_AGENT_SECONDS if tag else DAY
    if last_inbound_at is None or now - last_inbound_at > allowed:
        raise outside_window(platform)


def check_private_reply(comment: Comment, *, now: float, platform: str) -> None:
    """One for each comment, within 7 days, and not to oneself."""
    if comment.by_brand:
        raise invalid("Cannot send a private reply to your own comment")
    if comment.private_reply_mid is not None:
        raise private_reply_used()
    if now - comment.at > PRIVATE_REPLY_SECONDS:
        raise outside_window(platform)
