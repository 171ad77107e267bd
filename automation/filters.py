"""What lists of rules, decisions and suggestions can be narrowed to."""

from __future__ import annotations

from django_filters import rest_framework as filters  # type: ignore[import-untyped]

from automation.models import Decision, Mode, Suggestion
from inbox.filters import FlagFilter, IdFilter


class RuleFilters(filters.FilterSet):  # type: ignore[misc]  # untyped library
    mode = filters.ChoiceFilter(choices=Mode.choices)
    is_archived = FlagFilter()


class DecisionFilters(filters.FilterSet):  # type: ignore[misc]  # untyped library
    message = IdFilter()
    outcome = filters.ChoiceFilter(choices=Decision.Outcome.choices)


class SuggestionFilters(filters.FilterSet):  # type: ignore[misc]  # untyped library
    status = filters.ChoiceFilter(choices=Suggestion.Status.choices)
    message = IdFilter()
    rule = IdFilter("version__rule")
