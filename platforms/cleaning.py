"""Makes strangers' text storable: PostgreSQL takes neither NUL nor lone surrogates.

JSON may carry both as escapes. See https://www.postgresql.org/docs/current/datatype-json.html
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

MAX_DEPTH = 32


def clean(text: str) -> str:
    """Return `text` without NUL characters, each lone surrogate replaced by U+FFFD."""
    text = text.replace("\0", "")
    if is_encodable(text):
        return text
    # Through UTF-16, so that two halves of one character find each other again.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def clean_json(value: object, *, depth: int = MAX_DEPTH) -> Any:
    """Return a copy of `value` that a JSON column takes; what lies too deep becomes "…"."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, Mapping | list | tuple) and depth == 0:
        return "…"
    if isinstance(value, Mapping):
        return {clean(str(key)): clean_json(item, depth=depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item, depth=depth - 1) for item in value]
    return clean(str(value))
