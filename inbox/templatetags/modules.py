"""The JavaScript modules of the triage screen, so that a page can ask for all of them at once."""

from __future__ import annotations

from pathlib import Path

from django import template

register = template.Library()
FOLDER = Path(__file__).resolve().parent.parent / "static" / "inbox" / "js"
# What only the other pages have.
ELSEWHERE = frozenset({"elsewhere.js"})
_NAMES = sorted({path.name for path in FOLDER.glob("*.js")} - ELSEWHERE)


@register.simple_tag
def modules() -> list[str]:
    """Return their names below `static/`. Without this a browser finds them one import after the other."""
    return [f"inbox/js/{name}" for name in _NAMES]
