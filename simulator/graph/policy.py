"""Instagram's rules for a brand. Pure checks: they pass in silence or raise the platform's own error."""

from __future__ import annotations

from simulator.graph.errors import invalid, outside_window, private_reply_used
from simulator.model import Comment

MAX_COMMENT_CHARACTERS = 2200
MAX_DIRECT_BYTES = 1000
DAY = 24 * 3600.0
HUMAN_AGENT = "HUMAN_AGENT"
HUMAN_AGENT_SECONDS = 7 * DAY
PRIVATE_REPLY_SECONDS = 7 * DAY


def check_comment_text(text: str) -> None:
    if not text.strip():
        raise invalid("The parameter message is required")
    if len(text) > MAX_COMMENT_CHARACTERS:
        raise invalid(f"Comment is too long: at most {MAX_COMMENT_CHARACTERS} characters")


def check_direct_text(text: str) -> None:
    """The limit of a direct message counts bytes of UTF-8, not characters."""
    if not text.strip():
        raise invalid("The parameter message[text] is required")
    if len(text.encode()) > MAX_DIRECT_BYTES:
        raise invalid(f"Length of param message[text] must be less than or equal to {MAX_DIRECT_BYTES}")


def check_can_be_replied_to(comment: Comment) -> None:
    # Meta documents the rule but no code for it; 100 without a subcode is the nearest.
    if comment.hidden:
        raise invalid("Cannot reply to a hidden comment")


def check_can_be_hidden(comment: Comment) -> None:
    if comment.by_brand:
        raise invalid("Comments of the media owner cannot be hidden")


def check_window(last_inbound_at: float | None, *, now: float, tag: str) -> None:
    """24 hours after the person's last message; a person's late answer has 7 days."""
    if tag not in ("", HUMAN_AGENT):
        raise invalid(f"Param tag must be {HUMAN_AGENT}")
    allowed = HUMAN_AGENT_SECONDS if tag else DAY
    if last_inbound_at is None or now - last_inbound_at > allowed:
        raise outside_window()


def check_private_reply(comment: Comment, *, now: float) -> None:
    """One for each comment, within 7 days, and not to oneself."""
    if comment.by_brand:
        raise invalid("Cannot send a private reply to your own comment")
    if comment.private_reply_mid is not None:
        raise private_reply_used()
    if now - comment.at > PRIVATE_REPLY_SECONDS:
        raise outside_window()
