"""What a page says at its top after something was done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

# Other apps leave messages too, such as a login's; the rule pages show their own.
TAG = "rules"


def tell(request: HttpRequest, text: str) -> None:
    messages.success(request, text, extra_tags=TAG)


def complain(request: HttpRequest, text: str) -> None:
    messages.error(request, text, extra_tags=TAG)
