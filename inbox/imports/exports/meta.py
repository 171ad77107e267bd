"""Instagram's and Facebook's exports, from 2020 until now.

They hold both sides of direct messages, but of comments only the account's own. Shapes after
timelinize (datasources/facebook), RLEAPP (instagramMessages, facebookE2EMessages) and d3i-infra's
data-donation-task; keys of comments are in the language of whoever asked for the export.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.imports.exports.mojibake import repaired
from inbox.imports.exports.shapes import PROBLEM, Document, Values, inner, listed, rows, text

COMMENT_LISTS = ("comments_media_comments", "comments_reels_comments")
FACEBOOK_LISTS = ("comments_v2", "group_comments_v2")
# Where no row of a list tells which of its translated keys is the text.
OWNER_KEYS = ("media owner", "media-eigenaar", "medieninhaber")
NO_OWNER = gettext_noop(
    "Whose export it is was not said, so nobody knows who wrote this. Give the account's name."
)
MEDIA = ("photos", "videos", "audio_files", "gifs", "sticker", "files")


def threads(document: Document) -> Iterator[set[str]]:
    """Yield the names in each thread of direct messages; nothing for any other document."""
    content = document.content
    for thread in rows(content) if isinstance(content, list) else (content,):
        names = set(_names(thread))
        if names:
            yield names


def _names(thread: object) -> list[str]:
    named = listed(repaired(inner(thread, "participants")))
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
    others = [name for name in _names(document.content) if name != document.owner]
    for message in rows(content["messages"]):
        if message.get("is_unsent") is not True:
            sender = text(message.get("sender_name"))
            words = text(message.get("content")) or text(inner(message, "share", "link")) or _media(message)
            when = message.get("timestamp_ms")
            yield _direct(thread_id, sender, words, when, document.owner, is_group=len(others) > 1)


def _encrypted_thread(document: Document) -> Iterator[Values]:
    """End-to-end encrypted: another spelling, and the text is not broken."""
    content = document.content
    others = [name for name in _names(document.content) if name != document.owner]
    for message in rows(content["messages"]):
        if message.get("isUnsent") is not True:
            sender, words = text(message.get("senderName")), text(message.get("text"))
            words = words or ("(media)" if message.get("media") else "")
            thread_id, when = text(content["threadName"]), message.get("timestamp")
            yield _direct(thread_id, sender, words, when, document.owner, is_group=len(others) > 1)


def _first_threads(document: Document) -> Iterator[Values]:
    """Until 2020 all threads were in one file, by user name, and the text was not broken."""
    for thread in rows(document.content):
        others = [name for name in _names(thread) if name != document.owner]
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
        PROBLEM: "" if owner else _(NO_OWNER),
    }


def _media(message: Values) -> str:
    """Return what stands for a message without words, none when it has nothing at all."""
    kinds = [kind.rstrip("s").replace("_", " ") for kind in MEDIA if message.get(kind)]
    return f"({', '.join(kinds)})" if kinds else ""


def _comments(content: object) -> Iterator[Values]:
    # The names are translated, the order is not: comment, owner of the media, time.
    key = _text_key(content)
    for item in rows(content):
        fields = item.get("string_map_data")
        if isinstance(fields, dict):
            times = [field["timestamp"] for field in fields.values() if inner(field, "timestamp")]
            others = [words for name, words in _texts(fields) if name != key]
            words = text(inner(fields, key, "value"))
            yield _own_comment(words, (times or [None])[0], owner="".join(others[:1]))
        for entry in rows(item.get("string_list_data")):
            yield _own_comment(
                text(entry.get("value")), entry.get("timestamp"), owner=text(item.get("title"))
            )


def _text_key(content: object) -> str:
    """Return the key of a comment's text: the first of two. A row may lack either."""
    told = [_texts(item.get("string_map_data")) for item in rows(content)]
    full = next((fields for fields in told if len(fields) > 1), [])
    alone = (fields[0] for fields in told if fields and fields[0][0].lower() not in OWNER_KEYS)
    return full[0][0] if full else next(alone, ("", ""))[0]


def _texts(fields: object) -> list[tuple[str, str]]:
    """Return the keys that hold text, and their text."""
    found = fields.items() if isinstance(fields, dict) else ()
    return [(name, field["value"]) for name, field in found if isinstance(inner(field, "value"), str)]


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
