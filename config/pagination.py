"""Lists of the API: keyset pages, so that page 1,000 costs what page 1 costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError as BadValue
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class NewestFirst(CursorPagination):
    """Sorted by the view's `ordering`, else newest first by id. No total is ever counted."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    page_size_query_description = f"Rows on a page, at most {max_page_size}."
    cursor_query_description = "A place in the list, taken from `next` or `previous`."
    ordering = "-id"
    # Rows of one moment are told apart by counting them. A list of dates without times,
    # imported, puts thousands at one moment; DRF's 1,000 would show them over and over.
    offset_cutoff = 100_000

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, BadValue, ValueError, OverflowError):
            problem = "This is not a cursor of this list. Follow `next` and `previous`."
            raise ValidationError({self.cursor_query_param: [problem]}) from None

    def get_ordering(
        self, request: Request, queryset: QuerySet[Any], view: APIView | None
    ) -> tuple[str, ...]:
        return tuple(getattr(view, "ordering", (self.ordering,)))

    def get_page_size(self, request: Request) -> int:
        size = request.query_params.get(self.page_size_query_param)
        if size is None:
            return self.page_size
        if not (size.isascii() and size.isdigit() and 1 <= int(size[:9]) <= self.max_page_size):
            problem = f"A page has 1 to {self.max_page_size} rows."
            raise ValidationError({self.page_size_query_param: [problem]})
        return int(size)
