"""The fields of the rule form, with the words beside them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from automation.form_texts import hours
from automation.models import Mode
from automation.schema import Limits
from automation.variables import VARIABLES
from inbox.models.conversations import KIND_CHOICES
from platforms.registry import platform_choices

DEFAULTS = Limits()
# A word of a thousand each, and twenty texts of two thousand characters.
LONGEST_WORDS = 110_000
LONGEST_TEXTS = 45_000
WORDS_HELP = "One a line, whole words. A star lets a word go on: “price*” also finds “prices”."
TEXTS_HELP = (
    "Put a blank line between texts: one is chosen each time, never the same twice in a row under a post. "
    f"These are filled in: {', '.join(f'{{{{{name}}}}}' for name in VARIABLES)}."
)


class Ads(models.TextChoices):
    ANY = "any", "Ads and other posts"
    ONLY = "only", "Ads only"
    NEVER = "never", "Never under ads"


class Link(models.TextChoices):
    ANY = "any", "Doesn’t matter"
    MUST = "must", "Must have a link"
    MUST_NOT = "must_not", "Must not have a link"


def _radio() -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "radiolist"})


class Lines(forms.CharField):
    """Text that keeps its outer blanks: the lines and texts in it are trimmed one by one."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "cols": 60, "class": "vLargeTextField"})
        super().__init__(required=False, strip=False, widget=widget, **kwargs)


def _several(label: str, choices: Any = (), **kwargs: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple(attrs={"class": "radiolist"})
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget, **kwargs)


class RuleFields(forms.Form):
    mode = forms.ChoiceField(
        choices=Mode,
        widget=_radio(),
        initial=Mode.SHADOW,
        help_text="Begin with shadow: you see what it would do, and nothing happens.",
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    position = forms.IntegerField(
        label="Place in the order",
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text="Lower numbers run first. Hiding always runs before answering. Empty: no change.",
    )

    platforms = _several("Platforms", platform_choices, help_text="None chosen: everywhere.")
    channels = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "radiolist"}),
        help_text="None chosen: every channel.",
    )
    kinds = _several("Kinds", KIND_CHOICES, help_text="None chosen: both.")
    ads = forms.ChoiceField(label="Ads", choices=Ads, initial=Ads.ANY, widget=_radio())

    words_any = Lines(
        label="At least one of these words or phrases", rows=5, max_length=LONGEST_WORDS, help_text=WORDS_HELP
    )
    words_all = Lines(
        label="All of these words or phrases", rows=3, max_length=LONGEST_WORDS, help_text="One a line."
    )
    words_none = Lines(
        label="None of these words or phrases", rows=3, max_length=LONGEST_WORDS, help_text="One a line."
    )
    link = forms.ChoiceField(label="Link", choices=Link, initial=Link.ANY, widget=_radio())

    reply_texts = Lines(label="Public reply", rows=6, max_length=LONGEST_TEXTS, help_text=TEXTS_HELP)
    private_texts = Lines(
        label="Private reply",
        rows=4,
        max_length=LONGEST_TEXTS,
        help_text="A direct message to the person; a comment allows one. Blank lines between texts.",
    )
    hide = forms.BooleanField(
        label="Hide the comment", required=False, help_text="From everyone but its author. Can be undone."
    )
    labels = Lines(label="Put these labels on it", rows=2, max_length=1_000, help_text="One a line.")
    assign = forms.ChoiceField(label="Assign it to", required=False)
    resolve = forms.BooleanField(label="Mark it as resolved", required=False)
    stop_processing = forms.BooleanField(
        label="Stop other rules", required=False, help_text="Rules further down do not look at the message."
    )

    once_per_post = forms.BooleanField(
        label="Answer a person once a post", required=False, initial=DEFAULTS.once_per_post
    )
    per_person_per_day = forms.IntegerField(
        label="Answers to a person a day", min_value=1, max_value=100, initial=DEFAULTS.per_person_per_day
    )
    quiet_hours = forms.FloatField(
        label="Stay quiet after a colleague wrote",
        min_value=0.5,
        max_value=168,
        initial=hours(DEFAULTS.quiet_after_person_minutes),
        help_text="Hours, half an hour at least: rules do not talk into a conversation that a person has.",
    )
    delay_min = forms.IntegerField(
        label="Wait at least (seconds)", min_value=0, max_value=86_400, initial=DEFAULTS.delay_min_seconds
    )
    delay_max = forms.IntegerField(
        label="Wait at most (seconds)",
        min_value=0,
        max_value=86_400,
        initial=DEFAULTS.delay_max_seconds,
        help_text="An answer after a different pause each time looks, and is, less like a robot.",
    )


# How the fields are grouped, for every page that shows the form.
GROUPS: list[tuple[str | None, list[str]]] = [
    (None, ["name", "mode", "position", "based_on"]),
    ("Where", ["platforms", "channels", "kinds", "ads"]),
    ("When a message has", ["words_any", "words_all", "words_none", "link"]),
    (
        "Then",
        ["reply_texts", "private_texts", "hide", "labels", "assign", "resolve", "stop_processing"],
    ),
    (
        "Limits on answers",
        ["once_per_post", "per_person_per_day", "quiet_hours", "delay_min", "delay_max"],
    ),
]
