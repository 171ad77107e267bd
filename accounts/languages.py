"""The language that a person reads Earful in: their own choice, else what the browser asks for."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin


class PersonLanguage(MiddlewareMixin):
    """Comes after LocaleMiddleware, which has looked at the browser, and after authentication."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.user.language if request.user.is_authenticated else ""
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
