"""What a rule may know about a message. Gathered once, costly parts only when asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from automation.engine.keywords import KeywordIndex, Span
from automation.engine.text import MAX_CHARACTERS, View, folded_view
from platforms.base import Kind

# Ours, and linear: no user pattern is ever run by `re`. Bare domains count for common endings
# only, so that "eind.Begin" is no link; nor is what follows an @: a handle or a mail address.
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>]+"
    r"|(?<![@\w.])[a-z0-9][a-z0-9-]{0,62}\.(?:com|net|org|info|biz|shop|store|online|site|xyz|link|top|me|io|co|app|ly|gg"
    r"|nl|be|de|fr|eu|uk|ru|cn)\b(?:/[^\s<>]*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Facts:
    """One message as rules see it. `keywords` is the index of the ruleset that asks."""

    text: str
    kind: Kind
    platform: str
    channel_id: int
    is_own: bool
    is_reply: bool
    is_ad: bool
    keywords: KeywordIndex = field(repr=False, compare=False)

    @cached_property
    def view(self) -> View:
        return folded_view(self.text)

    @cached_property
    def keyword_spans(self) -> Mapping[str, list[Span]]:
        return self.keywords.find(self.view)

    @cached_property
    def link_spans(self) -> list[Span]:
        return [match.span() for match in _LINK.finditer(self.text[:MAX_CHARACTERS])]

    def snapshot(self) -> dict[str, Any]:
        """Return what a decision keeps, so that "why not?" can be asked again later."""
        return {
            "kind": self.kind.value,
            "platform": self.platform,
            "channel": self.channel_id,
            "is_own": self.is_own,
            "is_reply": self.is_reply,
            "is_ad": self.is_ad,
            "has_link": bool(self.link_spans),
            "is_cut": len(self.text) > MAX_CHARACTERS,
        }
