"""Every error of the API has one shape: `{"code": ..., "detail": ...}`, and `fields` where it has places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from automation.services import InvalidRule
from inbox.services import Refused

NO_SUCH_ADDRESS = "There is no such address. Addresses end with a slash; /api/v1/docs/ lists them."
MOST_PROBLEMS = 100


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into an answer; None lets Django make a 500 of it."""
    if isinstance(error, Refused):
        return Response({"code": error.code, "detail": error.detail}, status=409)
    if isinstance(error, InvalidRule):
        places = [(problem["at"], problem["problem"]) for problem in error.problems]
        return Response(_invalid(places), status=400)
    if isinstance(error, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return Response({"code": "body_too_large", "detail": f"A body may have {limit} bytes."}, status=413)
    response = default_handler(error, context)
    if response is None:
        return None
    response.data = _shaped(error)
    if isinstance(error, exceptions.UnsupportedMediaType):
        response.status_code = 400
    return response


def no_such_address(request: HttpRequest) -> JsonResponse:
    """Answer for every address under /api/ that is nothing."""
    return JsonResponse({"code": "not_found", "detail": NO_SUCH_ADDRESS}, status=404)


def _shaped(error: Exception) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        return _invalid(list(_places(error.detail)))
    if isinstance(error, exceptions.APIException):
        code = error.get_codes()
        return {"code": code if isinstance(code, str) else "error", "detail": str(error.detail)}
    if isinstance(error, Http404):
        return {"code": "not_found", "detail": "There is no such thing in this workspace."}
    return {"code": "permission_denied", "detail": str(error) or "Your role does not allow this."}


def _invalid(places: list[tuple[str, str]]) -> dict[str, Any]:
    fields: dict[str, list[str]] = defaultdict(list)
    for at, problem in places[:MOST_PROBLEMS]:
        fields[at].append(problem)
    texts = [f"{at}: {problem}" if at else problem for at, problem in places[:3]]
    return {"code": "invalid", "detail": " ".join(texts), "fields": fields}


def _places(detail: Any, *at: str) -> Iterator[tuple[str, str]]:
    """Flatten DRF's nested problems: `{"a": {"b": [x]}}` is `("a.b", x)`."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _places(inner, *at, *([] if name == "non_field_errors" else [str(name)]))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _places(inner, *at)
    else:
        yield ".".join(at), str(detail)
