"""The result of a backtest, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automation.models import Backtest
from automation.panels import highlighted
from automation.reasons import sentence
from automation.screens.shown import ACTION_NAMES

ASPECTS = {
    "moderate": gettext_lazy("Compared with what people took away"),
    "answer": gettext_lazy("Compared with what people answered"),
}
WIDTH, HEIGHT, GAP = 300, 40, 1
FEWEST_BARS = 30
MOST_SAMPLES = 50


@dataclass(frozen=True, slots=True)
class Share:
    """A share in percent with its 95 % interval; `value` None of nothing."""

    value: float | None
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Overlap:
    title: str | Promise
    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True)
class Sample:
    raw: Mapping[str, Any]
    segments: Sequence[tuple[str, bool]]
    rules: Sequence[str]
    acts: Sequence[tuple[str | Promise, str, str]]


@dataclass(frozen=True, slots=True)
class DayBar:
    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True, slots=True)
class Report:
    raw: Mapping[str, Any]
    overlaps: Sequence[Overlap]
    held_back: Sequence[tuple[str, int]]
    samples: Sequence[Sample]
    bars: Sequence[DayBar]


def report_of(backtest: Backtest) -> Report | None:
    """Return what a finished backtest found; None before that."""
    raw = backtest.result
    if not raw:
        return None
    overlaps = [
        Overlap(ASPECTS.get(name, name), _share(counts["precision"]), _share(counts["recall"]))
        for name, counts in raw["overlap"].items()
    ]
    return Report(
        raw=raw,
        overlaps=overlaps,
        held_back=[(sentence(reason), count) for reason, count in raw["held_back"].items()],
        samples=[_sample(sample) for sample in raw["samples"][:MOST_SAMPLES]],
        bars=_bars(raw["by_day"]),
    )


def _share(share: Mapping[str, Any]) -> Share:
    value = None if share["value"] is None else 100 * share["value"]
    return Share(value, 100 * share["low"], 100 * share["high"], share["n"])


def _sample(sample: Mapping[str, Any]) -> Sample:
    spans = [span for rule in sample["rules"] for span in rule["spans"]]
    acts = [
        (
            ACTION_NAMES.get(act["type"], act["type"]),
            act.get("text", ""),
            sentence(act["reason"]) if act.get("reason") else "",
        )
        for rule in sample["rules"]
        for act in rule["acts"]
    ]
    names = [rule["name"] for rule in sample["rules"]]
    return Sample(sample, highlighted(sample["text"], spans), names, acts)


def _bars(days: Sequence[Sequence[Any]]) -> list[DayBar]:
    highest = max((matched for _day, _seen, matched in days), default=0) or 1
    width = WIDTH / max(len(days), FEWEST_BARS)
    return [
        DayBar(
            x=round(index * width, 2),
            y=round(HEIGHT - HEIGHT * matched / highest, 2),
            width=round(max(width - GAP, 0.5), 2),
            height=round(HEIGHT * matched / highest, 2),
            title=_("%(day)s: %(matched)d of %(seen)d") % {"day": day, "matched": matched, "seen": seen},
        )
        for index, (day, seen, matched) in enumerate(days)
    ]
