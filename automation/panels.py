"""What was decided about a message and why, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automation.almost import Near, Switch, near_misses, switches
from automation.models import Decision, Mode, RuleApplication, Suggestion
from automation.reasons import sentence
from inbox.models import Message, PlatformCall

MOST_DECISIONS = 5
MOST_SUGGESTIONS = 50
MOST_RECORDS = 200
ACTIONS = {
    "reply": gettext_lazy("Public reply"),
    "private_reply": gettext_lazy("Private reply"),
    "suggest_reply": gettext_lazy("Suggest a public reply"),
    "like": gettext_lazy("Like the comment"),
    "hide": gettext_lazy("Hide the comment"),
    "unhide": gettext_lazy("Show the comment again"),
    "hold": gettext_lazy("Hold for review"),
    "approve": gettext_lazy("Let the message pass"),
    "delete": gettext_lazy("Hide now, delete after a while"),
    "block_author": gettext_lazy("Block the author"),
    "label": gettext_lazy("Add a label"),
    "assign": gettext_lazy("Assign the conversation"),
    "resolve": gettext_lazy("Resolve the conversation"),
    "set_status": gettext_lazy("Set the status"),
    "snooze": gettext_lazy("Snooze the conversation"),
    "priority": gettext_lazy("Change the priority"),
    "set_sentiment": gettext_lazy("Set the sentiment"),
    "note": gettext_lazy("Write a note"),
    "notify": gettext_lazy("Tell people"),
}
STATES = {
    "done": gettext_lazy("Done"),
    "suggested": gettext_lazy("Suggested"),
    "shadow": gettext_lazy("Would have been done"),
    "held_back": gettext_lazy("Held back"),
}
# How disguised the words were that matched.
VIEWS = {
    "folded": gettext_lazy("accents and look-alike letters undone"),
    "squashed": gettext_lazy("a disguised spelling"),
}


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act of a rule: what, how far it got, and for a platform call how that went."""

    label: str
    state: str
    reason: str
    text: str
    call: PlatformCall | None

    @property
    def is_on_page(self) -> bool:
        """Whether the thread shows this call: a hide that is done shows as hidden only."""
        return self.call is not None and (self.call.is_send or self.call.status != "done")

    @property
    def call_reason(self) -> str:
        if self.call is None or not self.call.error_code:
            return ""
        return self.call.error_detail or sentence(self.call.error_code)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What one rule made of the message. `application`: what it did, when that can be undone still.

    `is_right`: what a person said of it, None when nobody has. `switched`: who put it into its mode, told
    of the newest decision.
    """

    name: str
    rule_id: int
    version: int
    mode: str
    why: str
    views: str
    segments: list[tuple[str, bool]]
    acts: list[ActLine]
    application: RuleApplication | None = None
    is_right: bool | None = None
    switched: Switch | None = None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    decision: Decision
    reason: str
    rules: list[RuleLine]


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    suggestion: Suggestion
    label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What a person sees beside a message. `why_none`: why there is no decision, in words.

    `near`: which rules almost acted at the newest decision.
    """

    message: Message
    decisions: list[DecisionLine]
    suggestions: list[SuggestionLine]
    why_none: str
    near: list[Near]

    @property
    def newest(self) -> Decision | None:
        return self.decisions[0].decision if self.decisions else None


def panel_of(message: Message) -> Panel:
    """Return what rules decided about a message and what they suggest, the newest first."""
    decisions = list(message.decisions.order_by("-created_at", "-pk")[:MOST_DECISIONS])
    pending = message.suggestions.filter(status=Suggestion.Status.PENDING).select_related("version__rule")
    waiting = pending.order_by("pk")[:MOST_SUGGESTIONS]
    return Panel(
        message=message,
        decisions=_lines(message, decisions),
        suggestions=[SuggestionLine(each, label_of(each)) for each in waiting],
        why_none="" if decisions else why_none(message),
        near=near_misses(decisions[0]) if decisions else [],
    )


def why_none(message: Message) -> str:
    """Say why there is no decision about a message."""
    if message.is_own:
        return sentence("own_account")
    if message.origin == Message.Origin.IMPORT:
        return sentence("imported")
    if message.origin == Message.Origin.HISTORY:
        return sentence("too_old")
    if message.processed_at is None:
        return _("Not decided yet. This takes a moment.")
    return _("Nothing was recorded for this message.")


def highlighted(text: str, spans: Iterable[Sequence[int]]) -> list[tuple[str, bool]]:
    """Cut a text into pieces that matched and pieces that did not. Spans may overlap."""
    matched = [False] * len(text)
    for start, end in spans:
        low, high = max(0, start), min(end, len(text))
        matched[low:high] = [True] * max(0, high - low)
    pieces = groupby(zip(text, matched, strict=True), key=lambda pair: pair[1])
    return [("".join(character for character, _matched in pairs), is_match) for is_match, pairs in pieces]


def _lines(message: Message, decisions: Sequence[Decision]) -> list[DecisionLine]:
    acts = [act for decision in decisions for entry in decision.results for act in entry.get("acts", [])]
    calls = PlatformCall.objects.filter(workspace=message.workspace_id).in_bulk(
        [act["call"] for act in acts if act.get("call")]
    )
    texts = _Texts(message)
    beside = _Beside(message, decisions[:1])
    return [
        DecisionLine(
            decision=decision,
            reason=sentence(decision.reason) if decision.reason else "",
            rules=[_rule(entry, texts.at(decision), calls, beside, decision) for entry in decision.results],
        )
        for decision in decisions
    ]


class _Beside:
    """What is on record beside the decisions: what rules did, and what people said of it."""

    def __init__(self, message: Message, newest: Sequence[Decision]) -> None:
        done = message.rule_applications.order_by("pk")[:MOST_RECORDS]
        said = message.hit_reviews.select_related("version").order_by("pk")[:MOST_RECORDS]
        self._done = {(row.rule_id, row.occasion): row for row in done}
        self._said = {(row.version.rule_id, row.version.number): row.is_right for row in said}

        self._newest = newest
        self._switches = {
            rule: switch
            for decision in newest
            for rule, switch in switches(decision, [entry["rule"] for entry in decision.results]).items()
        }

    def switch(self, rule_id: int, decision: Decision) -> Switch | None:
        return self._switches.get(rule_id) if decision in self._newest else None

    def application(self, rule_id: int, occasion: str) -> RuleApplication | None:
        return self._done.get((rule_id, occasion))

    def is_right(self, rule_id: int, version: int) -> bool | None:
        return self._said.get((rule_id, version))


class _Texts:
    """The texts a message had: spans point into the one that was there at the decision."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._revisions = list(message.revisions.order_by("-written_at")) if message.edited_at else []

    def at(self, decision: Decision) -> str:
        if self._message.text_at <= decision.created_at:
            return self._message.text
        return next((r.text for r in self._revisions if r.written_at <= decision.created_at), "")


def _rule(
    entry: Mapping[str, Any],
    text: str,
    calls: Mapping[int, PlatformCall],
    beside: _Beside,
    decision: Decision,
) -> RuleLine:
    spans = entry.get("spans", [])
    return RuleLine(
        name=entry["name"],
        rule_id=entry["rule"],
        version=entry["version"],
        mode=Mode(entry["mode"]).label.partition(":")[0],
        why=entry.get("why", ""),
        views=views_in_words(entry.get("views", [])),
        segments=highlighted(text, spans) if spans else [],
        acts=[_act(act, calls) for act in entry.get("acts", [])],
        application=beside.application(entry["rule"], decision.occasion),
        is_right=beside.is_right(entry["rule"], entry["version"]),
        switched=beside.switch(entry["rule"], decision),
    )


def views_in_words(views: Iterable[str]) -> str:
    """Say in which reading of the text the words were seen; nothing when they stood there as they are."""
    return ", ".join(str(VIEWS[view]) for view in views if view in VIEWS)


def _act(act: Mapping[str, Any], calls: Mapping[int, PlatformCall]) -> ActLine:
    return ActLine(
        label=str(ACTIONS.get(act["type"], act["type"])),
        state=str(STATES.get(act["state"], act["state"])),
        reason=sentence(act["reason"]) if act.get("reason") else "",
        text=act.get("text", ""),
        call=calls.get(act.get("call", 0)),
    )


def label_of(suggestion: Suggestion) -> str:
    """Say what a suggestion would do."""
    action = suggestion.action
    kind = action.get("type", "?")
    name = str(ACTIONS.get("reply" if kind == "suggest_reply" else kind, kind))
    names = ("label", "email", "status", "sentiment", "minutes")
    value = next((action[key] for key in names if action.get(key)), "")
    return f"{name}: {value}" if value else name
