from __future__ import annotations

from django import template

from automation.evidence import in_words

register = template.Library()
register.filter("in_words", in_words)
