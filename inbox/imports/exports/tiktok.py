"""TikTok's export: direct messages of both sides, and the account's own comments.

Names changed over the years and any list may be null. Shapes after RLEAPP (tikTokArchiveJson)
and d3i-infra's data-donation-task. Times are in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator

from inbox.imports.exports.shapes import Document, Values, inner, rows, text

CHATS = (
    ("Direct Message", "Direct Messages", "ChatHistory"),
    ("Direct Messages", "Chat History", "ChatHistory"),
    ("Direct Message", "Chat History", "ChatHistory"),
    ("Direct Messages", "Direct Messages", "ChatHistory"),
)
PARTS = frozenset(
    {"Comment", "Direct Message", "Direct Messages", "Your Activity", "Activity", "Post", "Video"}
)
CHAT_WITH = "Chat History with "


def read(document: Document) -> Iterator[Values] | None:
    """Return the rows of a document, None when it is not TikTok's."""
    content = document.content
    if not isinstance(content, dict) or len(PARTS & content.keys()) < 2:
        return None
    return _rows(content)


def _rows(content: Values) -> Iterator[Values]:
    for comment in rows(inner(content, "Comment", "Comments", "CommentsList")):
        words = text(comment.get("comment", comment.get("Comment")))
        yield {
            "kind": "comment",
            "is_own": True,
            "text": words,
            "sent_at": _utc(comment.get("date", comment.get("Date"))),
        }
    for path in CHATS:
        chats = inner(content, *path)
        for title, messages in (chats if isinstance(chats, dict) else {}).items():
            yield from _chat(title, messages)


def _chat(title: str, messages: object) -> Iterator[Values]:
    other = title.removeprefix(CHAT_WITH).rstrip(":").strip()
    for message in rows(messages):
        sender = text(message.get("From"))
        is_own = sender != other
        yield {
            "kind": "direct",
            "thread_id": other,
            "author_handle": sender,
            "author_id": "" if is_own else other,
            "is_own": is_own,
            "text": text(message.get("Content")),
            "sent_at": _utc(message.get("Date")),
        }


def _utc(moment: object) -> str:
    return f"{moment}+00:00" if isinstance(moment, str) and moment else ""
