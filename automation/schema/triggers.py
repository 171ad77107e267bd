"""What makes a rule look at a message."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from automation.schema.base import Name, Strict

# Rules about these never send a public reply: the person asked nothing just now.
SILENT = frozenset({"edited", "hidden", "unhidden", "removed", "label_added"})


class ReceivedTrigger(Strict):
    """A new comment or direct message."""

    type: Literal["message_received"] = "message_received"


class ChangedTrigger(Strict):
    """A message was edited, hidden, shown again or removed on the platform."""

    type: Literal["edited", "hidden", "unhidden", "removed"]


class UnansweredTrigger(Strict):
    """A person waits for an answer so long; by the clock of the business hours, or by any."""

    type: Literal["unanswered"]
    minutes: Annotated[int, Field(ge=1, le=60 * 24 * 60)]
    business_hours: bool = True


class VolumeTrigger(Strict):
    """Many messages in a short time: at least so many, and so many times what is usual."""

    type: Literal["volume"]
    per: Literal["post", "channel"] = "post"
    at_least: Annotated[int, Field(ge=5, le=100_000)] = 50
    within_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 10
    times_median: Annotated[float, Field(ge=1, le=1000)] = 5


class LabelTrigger(Strict):
    """A person put one of these labels on a conversation; none named: any."""

    type: Literal["label_added"]
    labels: Annotated[list[Name], Field(max_length=50)] = []


class AssignedTrigger(Strict):
    type: Literal["assigned"]


class StatusTrigger(Strict):
    """A person changed the status, to one of these; none named: any."""

    type: Literal["status_changed"]
    to: list[Literal["open", "pending", "snoozed", "resolved"]] = []


class SentimentTrigger(Strict):
    """A person corrected the sentiment."""

    type: Literal["sentiment_corrected"]


class ManualTrigger(Strict):
    """A person runs the rule on chosen conversations."""

    type: Literal["manual"]


def _by_name(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


AnyTrigger = (
    ReceivedTrigger
    | ChangedTrigger
    | UnansweredTrigger
    | VolumeTrigger
    | LabelTrigger
    | AssignedTrigger
    | StatusTrigger
    | SentimentTrigger
    | ManualTrigger
)
# A trigger that has nothing to say but its name may be written as its name.
Trigger = Annotated[AnyTrigger, Field(discriminator="type"), BeforeValidator(_by_name)]
