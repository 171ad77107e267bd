"""When a rule may act, and how often."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.utils.translation import gettext
from pydantic import Field, model_validator

from automation.schema.base import Strict

Clock = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class QuietHours(Strict):
    """From one time of day to another, in the workspace's time; may go past midnight."""

    start: Annotated[Clock, Field(alias="from")]
    end: Annotated[Clock, Field(alias="to")]
    then: Literal["wait", "skip"] = "wait"

    @model_validator(mode="after")
    def _is_a_while(self) -> QuietHours:
        if self.start == self.end:
            raise ValueError(gettext("Quiet hours begin and end at different times."))
        return self


class Limits(Strict):
    """Brakes on answers. They do not hold back hiding, labels and the like.

    `breaker_percent` is for every act: a rule that acts on a larger part of a channel's messages
    within ten minutes pauses itself. A rule that is meant for all of them says 100.
    """

    once_per_post: bool = True
    per_person_per_day: Annotated[int, Field(ge=1, le=100)] = 3
    per_thread: Annotated[int, Field(ge=1, le=100)] = 5
    public_per_channel_per_hour: Annotated[int, Field(ge=1, le=1000)] = 60
    private_per_channel_per_hour: Annotated[int, Field(ge=1, le=1000)] = 200
    quiet_after_person_minutes: Annotated[int, Field(ge=30, le=7 * 24 * 60)] = 720
    quiet_hours: QuietHours | None = None
    breaker_percent: Annotated[int, Field(ge=1, le=100)] = 30
    delay_min_seconds: Annotated[int, Field(ge=0, le=86_400)] = 45
    delay_max_seconds: Annotated[int, Field(ge=0, le=86_400)] = 180

    @model_validator(mode="after")
    def _delays_in_order(self) -> Limits:
        if self.delay_min_seconds > self.delay_max_seconds:
            raise ValueError(gettext("The shortest delay is longer than the longest."))
        return self


class Schedule(Strict):
    """When the rule works at all, in the workspace's time."""

    business_hours: Literal["any", "in", "out"] = "any"
    weekdays: list[Weekday] = []
    from_date: Annotated[date | None, Field(alias="from")] = None
    to_date: Annotated[date | None, Field(alias="to")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Schedule:
        if self.from_date and self.to_date and self.from_date > self.to_date:
            raise ValueError(gettext("The first day is after the last."))
        return self
