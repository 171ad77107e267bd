"""What a rule did in the last days as bars: numbers in, coordinates out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from automation.lab.precision import Day

WIDTH, HEIGHT, GAP = 84, 24, 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's bar in pixels of the drawing. `kind`: whether the rule acted, or would have."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Spark:
    """`title` says the same in words."""

    bars: Sequence[Bar]
    total: int
    title: str


def spark_of(days: Sequence[Day]) -> Spark:
    """Return the bars of these days: acted below, what was suggested or in shadow upon it."""
    counts = [(day.acted, day.suggested + day.shadow) for day in days]
    highest = max((acted + others for acted, others in counts), default=0) or 1
    width = (WIDTH - GAP * (len(days) - 1)) / max(len(days), 1)
    bars = []
    for index, (acted, others) in enumerate(counts):
        x, base = index * (width + GAP), float(HEIGHT)
        for kind, count in (("acted", acted), ("would", others)):
            if count:
                height = max(1.5, (HEIGHT - 2) * count / highest)
                base -= height
                bars.append(Bar(round(x, 2), round(base, 2), round(width, 2), round(height, 2), kind))
    total = sum(acted for acted, _others in counts)
    would = sum(others for _acted, others in counts)
    title = ngettext("acted %(n)d time", "acted %(n)d times", total) % {"n": total}
    if would:
        title += ", " + ngettext("would have %(n)d time", "would have %(n)d times", would) % {"n": would}
    return Spark(bars, total, title)
