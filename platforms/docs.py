"""Writes `docs/platforms.md` from the connectors: `python -m platforms.docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from platforms.base import Capability, Connector
from platforms.limits import ReplyWindow, TextLimit
from platforms.registry import CONNECTORS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "platforms.md"
HEAD = """# Platforms

Made from the connectors by `python -m platforms.docs`; change those, not this page. What is not marked
cannot be done: no screen offers it, no rule may ask for it, and no call is made.
"""
MEANING = {
    Capability.COMMENTS: "comments come in",
    Capability.DIRECT: "direct messages come in",
    Capability.REPLY: "answer in public, and direct messages where they come in",
    Capability.PRIVATE_REPLY: "answer a comment with a direct message",
    Capability.HIDE: "hide a comment, and show it again",
    Capability.HOLD: "hold a comment for review on the platform itself",
    Capability.REMOVE: "delete other people's comments",
    Capability.LIKE: "like a comment",
    Capability.BLOCK: "block a person",
    Capability.PROFILES: "look up how somebody is called",
    Capability.MEASURES: "likes, comments, shares and views of a post are asked for, and its picture",
    Capability.WEBHOOK: "the platform tells at once",
    Capability.POLL: "the platform is asked in turns",
    Capability.IMPORT: "files are imported",
}
LIMITS = (
    "",
    "longest comment",
    "longest direct message",
    "answer it within",
    "a person within",
    "messages in that time",
    "private reply within",
    "units a day",
)
HOUR = timedelta(hours=1)


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *_capabilities(), "", *_limits(), "", *_notes()]).rstrip() + "\n"


def _capabilities() -> Iterator[str]:
    connectors = list(CONNECTORS.values())
    yield "| | " + " | ".join(connector.name for connector in connectors) + " |"
    yield "|---|" + "---|" * len(connectors)
    for capability, meaning in MEANING.items():
        marks = ["yes" if capability in connector.capabilities else "" for connector in connectors]
        yield f"| {meaning} | " + " | ".join(marks) + " |"


def _limits() -> Iterator[str]:
    yield "| " + " | ".join(LIMITS) + " |"
    yield "|---" * len(LIMITS) + "|"
    for connector in CONNECTORS.values():
        cells = (
            _length(connector.comment_limit),
            _length(connector.direct_limit),
            *_window(connector.reply_window),
            _time(connector.private_reply_window),
            f"{connector.daily_budget:,}" if connector.daily_budget else "",
        )
        yield f"| {connector.name} | " + " | ".join(cells) + " |"


def _length(limit: TextLimit | None) -> str:
    return f"{limit.maximum:,} {limit.unit}" if limit else ""


def _window(window: ReplyWindow | None) -> tuple[str, str, str]:
    if window is None:
        return "", "", ""
    by_people = _time(window.for_people or window.length)
    return _time(window.length), by_people, str(window.most or "")


def _time(window: timedelta | None) -> str:
    if window is None:
        return ""
    hours = window // HOUR
    return f"{hours // 24} days" if hours % 24 == 0 and hours > 48 else f"{hours} hours"


def _notes() -> Iterator[str]:
    for connector in CONNECTORS.values():
        yield f"## {connector.name}"
        yield ""
        yield _words_of(connector)
        yield ""


def _words_of(connector: type[Connector]) -> str:
    """Return what the connector's own module says of it, each address on a line of its own."""
    lines = (sys.modules[connector.__module__].__doc__ or "").strip().splitlines()
    return "\n".join(f"- <{line.split()[0]}>" if line.startswith("https://") else line for line in lines)


def main() -> int:
    """Write the page."""
    PAGE.write_text(page())
    sys.stdout.write(f"{PAGE} is written.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
