"""Compares what an inbox holds with what is true on the simulated platforms. Documents in, words out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from platforms.base import Capability
from platforms.registry import CONNECTORS

Row = Mapping[str, Any]
QUESTION, SPAM = "levertijd", "crypto"
# These tell a bot or a number nothing of what people delete.
SILENT_OF_REMOVALS = frozenset({"telegram", "whatsapp"})
# Nobody documents whether they tell of the replies below a comment that is removed; the simulator does not.
SILENT_OF_REPLIES = frozenset({"facebook", "tiktok"})
# What stands below a hidden comment: YouTube lists none of it, and that Instagram does not list something
# there is no sign that it was removed (`reconciling.missing_from`).
BLIND_BELOW_HIDDEN = frozenset({"youtube", "instagram"})
# These do not tell of what the account itself writes: nobody can find a text whose outcome is unknown.
SILENT_OF_OWN = frozenset({"telegram", "whatsapp"})
# A person is told to look on the platform: nobody knows whether the text arrived.
NOBODY_KNOWS = frozenset({"outcome_unknown", "ambiguous"})


@dataclass
class Findings:
    """What does not fit, and how often each act was carried out or explained."""

    problems: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Inbox:
    """The inbox's rows: messages by channel and id, calls by message, and the text of the quarantine."""

    def __init__(self, document: Row) -> None:
        self.messages: dict[tuple[str, str], Row] = {
            (row["channel"], row["external_id"]): row for row in document["messages"]
        }
        self.calls: dict[int, list[Row]] = defaultdict(list)
        for call in document["calls"]:
            self.calls[call["message"]].append(call)
        self.quarantine: str = document["quarantine"]

    def is_quarantined(self, external_id: str) -> bool:
        """Whether what told of it waits for a person."""
        return external_id.rpartition(":")[2] in self.quarantine

    def is_in_doubt(self, keys: Iterable[tuple[str, str]], platform: str) -> bool:
        """Whether an answer to one of these messages may have been written there, and nobody can know."""
        rows = [self.messages[key] for key in keys if key in self.messages]
        codes = {call["error_code"] for row in rows for call in self.calls[row["id"]]}
        return platform in SILENT_OF_OWN and bool(codes & NOBODY_KNOWS)


def compare(truth: Row, document: Row) -> Findings:
    """Return what differs between the simulator's state and the inbox."""
    inbox, findings = Inbox(document), Findings()
    platforms = {account["id"]: account["platform"] for account in truth["accounts"]}
    known = set()
    hidden = {(found["account_id"], found["id"]) for found in truth["comments"] if _is_hidden(found)}
    for comment in truth["comments"]:
        known.add((comment["account_id"], comment["id"]))
        platform = platforms[comment["account_id"]]
        problems = list(_comment(comment, inbox, platform))
        is_below = (comment["account_id"], comment["parent_id"]) in hidden
        if problems and is_below and platform in BLIND_BELOW_HIDDEN:
            findings.counts["comment below a hidden one not followed"] += 1
        else:
            findings.problems += problems
    for thread in truth["directs"]:
        for message in thread["messages"]:
            known.add((thread["account_id"], message["mid"]))
            findings.problems += _direct(message, thread, inbox, platforms[thread["account_id"]])
    findings.problems += [f"invented: {key}" for key in inbox.messages.keys() - known]
    _acts(truth, inbox, platforms, findings)
    return findings


def _is_hidden(comment: Row) -> bool:
    return bool(comment["hidden"] or comment["status"] != "published")


def _comment(comment: Row, inbox: Inbox, platform: str) -> Iterator[str]:
    name = f"{platform} comment {comment['id']}"
    row = inbox.messages.get((comment["account_id"], comment["id"]))
    if row is None:
        key = (comment["account_id"], comment["parent_id"])
        is_known = comment["deleted"] or inbox.is_quarantined(comment["id"])
        if not is_known and not (comment["by_brand"] and inbox.is_in_doubt([key], platform)):
            yield f"{name} is missing"
        return
    if comment["deleted"]:
        is_silent = platform in SILENT_OF_REMOVALS or (comment["parent_id"] and platform in SILENT_OF_REPLIES)
        if row["visibility"] != "removed" and not is_silent:
            yield f"{name} was removed and is {row['visibility']}"
        return
    yield from _text(name, comment["text"], row, inbox.quarantine)
    is_hidden = _is_hidden(comment)
    if is_hidden != (row["visibility"] in ("hidden", "held")):
        yield f"{name} is {'hidden' if is_hidden else 'visible'} there and {row['visibility']} here"
    if row["thread"] != (comment["parent_id"] or comment["id"]):
        yield f"{name} stands in thread {row['thread']}"
    if row["is_own"] != comment["by_brand"]:
        yield f"{name}: is_own is {row['is_own']}"


def _direct(message: Row, thread: Row, inbox: Inbox, platform: str) -> Iterator[str]:
    name = f"{platform} message {message['mid']}"
    row = inbox.messages.get((message["account_id"], message["mid"]))
    if row is None:
        keys = [(thread["account_id"], each["mid"]) for each in thread["messages"]]
        is_known = message["unsent"] or inbox.is_quarantined(message["mid"])
        if not is_known and not (message["by_brand"] and inbox.is_in_doubt(keys, platform)):
            yield f"{name} is missing"
    elif message["unsent"]:
        if row["visibility"] != "removed" and platform not in SILENT_OF_REMOVALS:
            yield f"{name} was unsent and is {row['visibility']}"
    else:
        yield from _text(name, message["text"], row, inbox.quarantine)
        if row["is_own"] != message["by_brand"]:
            yield f"{name}: is_own is {row['is_own']}"


def _text(name: str, text: str, row: Row, quarantine: str) -> Iterator[str]:
    """An edit that could not be read waits in quarantine for a person."""
    if row["text"] != text and text not in quarantine:
        yield f"{name}: {row['text']!r} instead of {text!r}"


def _acts(truth: Row, inbox: Inbox, platforms: Mapping[str, str], findings: Findings) -> None:
    """Each question has one answer and each spam is hidden once, or a person sees why not."""
    answers: dict[tuple[str, str], int] = defaultdict(int)
    for comment in truth["comments"]:
        if comment["by_brand"] and comment["parent_id"]:
            answers[comment["account_id"], comment["parent_id"]] += 1
    for comment in truth["comments"]:
        key = (comment["account_id"], comment["id"])
        row = inbox.messages.get(key)
        if row is None or comment["by_brand"] or comment["deleted"]:
            continue
        calls = inbox.calls[row["id"]]
        if QUESTION in comment["text"]:
            _judge(f"answer to {key}", answers[key], _of(calls, "reply"), findings)
        can_hide = Capability.HIDE in CONNECTORS[platforms[key[0]]].capabilities
        if SPAM in comment["text"] and can_hide:
            _judge(f"hide of {key}", int(_is_hidden(comment)), _of(calls, "hide"), findings)
    for thread in truth["directs"]:
        _answered_directly(thread, inbox, findings)


def _answered_directly(thread: Row, inbox: Inbox, findings: Findings) -> None:
    asked = [found for found in thread["messages"] if QUESTION in found["text"] and not found["by_brand"]]
    if not asked or asked[0]["unsent"]:
        return
    row = inbox.messages.get((thread["account_id"], asked[0]["mid"]))
    if row is None:
        return
    calls = _of(inbox.calls[row["id"]], "direct")
    sent = sum(1 for found in thread["messages"] if found["by_brand"])
    _judge(f"direct answer to {thread['account_id']} {asked[0]['mid']}", sent, calls, findings)


def _of(calls: Sequence[Row], verb: str) -> list[Row]:
    return [call for call in calls if call["verb"] == verb]


def _judge(name: str, carried_out: int, calls: Sequence[Row], findings: Findings) -> None:
    verb = name.partition(" ")[0]
    done = sum(1 for call in calls if call["status"] == "done")
    codes = {call["error_code"] for call in calls if call["status"] in ("failed", "cancelled")}
    if carried_out == done == 1:
        findings.counts[f"{verb} once"] += 1
    elif carried_out <= 1 and not done and (codes & NOBODY_KNOWS or (codes and not carried_out)):
        findings.counts[f"{verb} explained by {'/'.join(sorted(codes))}"] += 1
    else:
        told = [(call["status"], call["error_code"]) for call in calls]
        findings.problems.append(f"{name}: carried out {carried_out} times, calls {told}")
