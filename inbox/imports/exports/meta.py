"""Instagram's and Facebook's exports, from 2020 until now.

They hold both sides of direct messages, but of comments only the account's own. Shapes after
timelinize (datasources/facebook), RLEAPP (instagramMessages, facebookE2EMessages) and d3i-infra's
data-donation-task; keys of comments are in the language of whoever asked for the export.
"""

from __future__ import annotations

from collections.abc import Iterator

from inbox.imports.exports.mojibake import repaired
from inbox.imports.exports.shapes import Document, Values, inner, listed, rows, text

COMMENT_LISTS = ("comments_media_comments", "comments_reels_comments")
FACEBOOK_LISTS = ("comments_v2", "group_comments_v2")
MEDIA = ("photos", "videos", "audio_files", "gifs", "sticker", "files")


def participants(document: Document) -> list[str]:
    """Return the names in a thread of direct messages; none in any other document."""
    content = repaired(document.content)
    if isinstance(content, list):
        content = next((item for item in rows(content) if "conversation" in item), {})
    named = listed(inner(content, "participants"))
    found = [item.get("name") if isinstance(item, dict) else item for item in named]
    return [name for name in found if isinstance(name, str)]


def read(document: Document) -> Iterator[Values] | None:
    """Return the rows of a document, None when it is none of Meta's."""
    content = document.content
    if isinstance(content, list):
        return _read_list(document)
    for name in COMMENT_LISTS:
        if inner(content, name) is not None:
            return _comments(repaired(content[name]))
    if any(inner(content, name) is not None for name in FACEBOOK_LISTS):
        return _facebook_comments(repaired(content))
    if inner(content, "media_comments") is not None:
        return _first_comments(content)
    return _read_thread(document)


def _read_list(document: Document) -> Iterator[Values] | None:
    content = document.content
    if any("string_map_data" in item for item in rows(content)):
        return _comments(repaired(content))
    if any("conversation" in item for item in rows(content)):
        return _first_threads(document)
    return None


def _read_thread(document: Document) -> Iterator[Values] | None:
    content = document.content
    if inner(content, "participants") is None or inner(content, "messages") is None:
        return None
    return _encrypted_thread(document) if inner(content, "threadName") is not None else _thread(document)


def _thread(document: Document) -> Iterator[Values]:
    content = repaired(document.content)
    thread_id = document.path.parent.name or text(content.get("title"))
    others = [name for name in participants(document) if name != document.owner]
    for message in rows(content["messages"]):
        if message.get("is_unsent") is not True:
            sender = text(message.get("sender_name"))
            words = text(message.get("content")) or text(inner(message, "share", "link")) or _media(message)
            when = message.get("timestamp_ms")
            yield _direct(thread_id, sender, words, when, document.owner, is_group=len(others) > 1)


def _encrypted_thread(document: Document) -> Iterator[Values]:
    """End-to-end encrypted: another spelling, and the text is not broken."""
    content = document.content
    others = [name for name in participants(document) if name != document.owner]
    for message in rows(content["messages"]):
        if message.get("isUnsent") is not True:
            sender, words = text(message.get("senderName")), text(message.get("text"))
            words = words or ("(media)" if message.get("media") else "")
            thread_id, when = text(content["threadName"]), message.get("timestamp")
            yield _direct(thread_id, sender, words, when, document.owner, is_group=len(others) > 1)


def _first_threads(document: Document) -> Iterator[Values]:
    """Until 2020 all threads were in one file, by user name, and the text was not broken."""
    for thread in rows(document.content):
        people = [text(name) for name in listed(thread.get("participants"))]
        others = [name for name in people if name != document.owner]
        for message in rows(thread.get("conversation")):
            words = text(message.get("text")) or text(message.get("media_share_url"))
            sender, when = text(message.get("sender")), message.get("created_at")
            thread_id = " ".join(sorted(others)) or "me"
            yield _direct(thread_id, sender, words, when, document.owner, is_group=len(others) > 1)


def _direct(thread_id: str, sender: str, words: str, when: object, owner: str, *, is_group: bool) -> Values:
    is_own = sender == owner
    return {
        "kind": "direct",
        "thread_id": thread_id,
        "author_name": sender,
        # Of two, the other one is the thread: so both sides of it meet.
        "author_id": "" if is_own or is_group else thread_id,
        "is_own": is_own,
        "text": words,
        "sent_at": when,
    }


def _media(message: Values) -> str:
    """Return what stands for a message without words, none when it has nothing at all."""
    kinds = [kind.rstrip("s").replace("_", " ") for kind in MEDIA if message.get(kind)]
    return f"({', '.join(kinds)})" if kinds else ""


def _comments(content: object) -> Iterator[Values]:
    for item in rows(content):
        fields = item.get("string_map_data")
        if isinstance(fields, dict):
            # The names are translated, the order is not: comment, owner of the media, time.
            words = [field["value"] for field in fields.values() if isinstance(inner(field, "value"), str)]
            times = [field["timestamp"] for field in fields.values() if inner(field, "timestamp")]
            yield _own_comment((words or [""])[0], (times or [None])[0], owner="".join(words[1:2]))
        for entry in rows(item.get("string_list_data")):
            yield _own_comment(
                text(entry.get("value")), entry.get("timestamp"), owner=text(item.get("title"))
            )


def _facebook_comments(content: Values) -> Iterator[Values]:
    for name in FACEBOOK_LISTS:
        for item in rows(content.get(name)):
            for entry in rows(item.get("data")):
                comment = inner(entry, "comment")
                yield _own_comment(
                    text(inner(comment, "comment")),
                    inner(comment, "timestamp") or item.get("timestamp"),
                    owner=text(item.get("title")),
                )


def _first_comments(content: Values) -> Iterator[Values]:
    for entry in listed(content["media_comments"]):
        if isinstance(entry, list) and len(entry) == 3:
            yield _own_comment(text(entry[1]), entry[0], owner=text(entry[2]))


def _own_comment(words: str, when: object, *, owner: str) -> Values:
    return {"kind": "comment", "is_own": True, "text": words, "sent_at": when, "written_below": owner}
