"""How sure a share is, when few were counted."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

# The quantile of the normal distribution that leaves 2.5 % on either side.
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `n`, with the interval that holds the true share 95 times out of 100.

    Of nothing there is no share: `value` is None then, and the interval says nothing.
    """

    count: int
    n: int
    value: float | None
    low: float
    high: float

    def as_json(self) -> dict[str, Any]:
        shown = None if self.value is None else round(self.value, 4)
        return {
            "count": self.count,
            "n": self.n,
            "value": shown,
            "low": round(self.low, 4),
            "high": round(self.high, 4),
        }


def share(count: int, n: int) -> Share:
    """Return `count` of `n` with its Wilson score interval (Wilson, JASA 22, 1927), of 95 %.

    Unlike the textbook's ± it stays between 0 and 1 and is honest about 3 of 3.
    Raises ValueError unless 0 ≤ count ≤ n.
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share.")
    if n == 0:
        return Share(0, 0, None, 0.0, 1.0)
    p, square = count / n, Z95 * Z95
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = Z95 / (1 + square / n) * sqrt(p * (1 - p) / n + square / (4 * n * n))
    # At the ends the interval touches 0 or 1 exactly; rounding must not move it off.
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == n else min(1.0, middle + half)
    return Share(count, n, p, min(low, p), max(high, p))
