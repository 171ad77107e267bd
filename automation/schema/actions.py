"""What a rule does."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import gettext
from pydantic import Field, model_validator

from automation.schema.base import Email, Name, ReplyText, Strict, Variants

YEAR_IN_MINUTES = 365 * 24 * 60
Minutes = Annotated[int, Field(ge=1, le=YEAR_IN_MINUTES)]


class Texts(Strict):
    """Texts to choose from: written here, or saved replies by name. Never the same twice in a row."""

    variants: Variants = []
    saved_replies: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=20)
    ] = []

    @model_validator(mode="after")
    def _has_a_text(self) -> Texts:
        if not (self.variants or self.saved_replies):
            raise ValueError(gettext("Write at least one text, or name a saved reply."))
        return self


class ReplyAction(Texts):
    """Answer in public."""

    type: Literal["reply"]


class PrivateReplyAction(Texts):
    """A direct message because of a comment; in a direct conversation, the answer there."""

    type: Literal["private_reply"]


class SuggestReplyAction(Texts):
    """Put an answer before a person, in every mode of the rule."""

    type: Literal["suggest_reply"]


class LikeAction(Strict):
    type: Literal["like"]


class HideAction(Strict):
    """Hide the comment; show it again after a while, or when an edit makes the rule no longer match."""

    type: Literal["hide"]
    unhide_after_minutes: Minutes | None = None
    unhide_when_edited_away: bool = False


class UnhideAction(Strict):
    type: Literal["unhide"]


class HoldAction(Strict):
    """Keep the comment back until a person has looked at it."""

    type: Literal["hold"]


class ApproveAction(Strict):
    """Let the message pass: no later rule hides, holds or deletes it."""

    type: Literal["approve"]


class DeleteAction(Strict):
    """Hide now, delete after the grace period; can be cancelled until then."""

    type: Literal["delete"]
    grace_minutes: Annotated[int, Field(ge=5, le=7 * 24 * 60)] = 60


class BlockAction(Strict):
    type: Literal["block_author"]


class AssignAction(Strict):
    """To a person, to the next in turn, or to whoever dealt with this person last."""

    type: Literal["assign"]
    to: Literal["person", "in_turn", "last_agent"] = "person"
    email: Email | None = None

    @model_validator(mode="after")
    def _names_a_person(self) -> AssignAction:
        if (self.to == "person") is not bool(self.email):
            raise ValueError(gettext("Give the e-mail address of the person, and only then."))
        return self


class LabelAction(Strict):
    type: Literal["label"]
    label: Name
    on: Literal["conversation", "contact", "post"] = "conversation"


class ResolveAction(Strict):
    type: Literal["resolve"]


class StatusAction(Strict):
    type: Literal["set_status"]
    status: Literal["open", "pending", "resolved"]


class SnoozeAction(Strict):
    type: Literal["snooze"]
    minutes: Minutes


class PriorityAction(Strict):
    """Raise or lower the priority, and say why."""

    type: Literal["priority"]
    by: Annotated[int, Field(ge=-100, le=100)]
    reason: Annotated[str, Field(min_length=1, max_length=100)]


class SentimentAction(Strict):
    type: Literal["set_sentiment"]
    sentiment: Literal["positive", "neutral", "negative"]


class NoteAction(Strict):
    type: Literal["note"]
    text: ReplyText


class NotifyAction(Strict):
    """Tell people: in the app always, by e-mail and signed webhook when asked for."""

    type: Literal["notify"]
    text: Annotated[str, Field(min_length=1, max_length=500)]
    emails: Annotated[list[Email], Field(max_length=20)] = []
    by_email: bool = False
    by_webhook: bool = False


AnyAction = (
    ReplyAction
    | PrivateReplyAction
    | SuggestReplyAction
    | LikeAction
    | HideAction
    | UnhideAction
    | HoldAction
    | ApproveAction
    | DeleteAction
    | BlockAction
    | AssignAction
    | LabelAction
    | ResolveAction
    | StatusAction
    | SnoozeAction
    | PriorityAction
    | SentimentAction
    | NoteAction
    | NotifyAction
)
Action = Annotated[AnyAction, Field(discriminator="type")]

# What puts words before the person who wrote, in public or privately.
ANSWERS = frozenset({"reply", "private_reply"})
# What takes a message from the public's sight.
MODERATES = frozenset({"hide", "hold", "delete"})
# What everybody can see on the platform.
PUBLIC = frozenset({"reply", "like"})
SEVERAL = frozenset({"label", "note", "notify"})
