"""What stands beside the form and writes itself: the sentence, the examples, the texts as sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Workspace
from automation.engine.index import Lists
from automation.engine.outcomes import Outcome
from automation.examples import check_examples, try_text
from automation.panels import highlighted
from automation.rulesets import lists_of
from automation.schema import Conditions, RuleBody
from automation.schema.actions import Texts
from automation.screens.editing import Editing
from automation.screens.shown import Still
from automation.services import NEEDS
from automation.summary import summarise
from inbox.models import Post
from inbox.policy import UNITS
from inbox.variables import render
from platforms.registry import CONNECTORS

Segments = Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class ExampleShown:
    """`is_met`: the rule does with this text what its writer wants."""

    segments: Segments
    wanted: bool
    is_met: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Room:
    """What is left of a platform's limit; below 0 the text is too long."""

    platform: str
    left: int
    unit: str

    @property
    def too_many(self) -> int:
        return -self.left


@dataclass(frozen=True, slots=True)
class TextShown:
    type: str
    text: str
    rooms: Sequence[Room]


@dataclass(frozen=True, slots=True)
class Tried:
    """A text that somebody types in to see what the rule makes of it."""

    segments: Segments
    value: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    sentence: str
    examples: Sequence[ExampleShown]
    texts: Sequence[TextShown]
    tried: Tried | None
    still: Sequence[Still]

    @property
    def red(self) -> int:
        return sum(not example.is_met for example in self.examples)


def preview_of(editing: Editing) -> Preview:
    """Return what to show of a draft. Notes its problems too."""
    editing.find_problems()
    body = editing.preview_body()
    workspace = editing.visit.workspace
    lists = lists_of(workspace.pk)
    outcome = try_text(body, lists, editing.tried) if editing.tried.strip() else None

    def marked(text: str, outcome: Outcome) -> Segments:
        return _marked(body, lists, text, outcome)

    return Preview(
        sentence=summarise(body, editing.offers.channel_names),
        examples=[
            ExampleShown(marked(each.text, each.outcome), each.wanted, each.is_met, _why(each.outcome))
            for each in check_examples(body, lists)
        ],
        texts=_texts(workspace, body, str(editing.visit.user)),
        tried=Tried(marked(editing.tried, outcome), outcome.value, _why(outcome)) if outcome else None,
        still=editing.form().still(),
    )


def _marked(body: RuleBody, lists: Lists, text: str, outcome: Outcome) -> Segments:
    """Return a text with what was found in it; also where something else is not known yet."""
    if outcome.value is not None:
        return highlighted(text, outcome.spans)
    alone = [Conditions.model_construct(all=[item]) for item in (*body.conditions.all, *body.conditions.any)]
    bodies = [body.model_copy(update={"conditions": conditions}) for conditions in alone]
    return highlighted(text, [span for each in bodies for span in try_text(each, lists, text).spans])


def _why(outcome: Outcome) -> str:
    """Return the reason where the text decides; what it cannot tell counts as met without one."""
    return "" if outcome.value is None else outcome.reason


def _texts(workspace: Workspace, body: RuleBody, agent: str) -> list[TextShown]:
    answers = [action for action in body.actions if isinstance(action, Texts) and action.variants]
    if not answers:
        return []
    values = _sample(workspace, agent)
    return [
        TextShown(action.type, text, _rooms(body, action.type, text))
        for action in answers
        for text in (render(variant, values) for variant in action.variants)
    ]


def _sample(workspace: Workspace, agent: str) -> Mapping[str, str]:
    """Return values for the variables such as they may really be."""
    channel = workspace.channels.defer("credentials").order_by("pk").first()
    post = Post.objects.filter(workspace=workspace).exclude(title="").order_by("-pk").first()
    return {
        "contact.name": "Lotte",
        "contact.first_name": "Lotte",
        "contact.handle": "@lotte.bakt",
        "post.title": post.title if post else _("Your post"),
        "channel.name": channel.name if channel else workspace.name,
        "agent.name": agent,
    }


def _rooms(body: RuleBody, kind: str, text: str) -> list[Room]:
    rooms = []
    for slug in body.scope.platforms or CONNECTORS:
        connector = CONNECTORS.get(slug)
        if connector is None or not NEEDS[kind] & connector.capabilities:
            continue
        limit = connector.direct_limit if kind == "private_reply" else connector.comment_limit
        if limit:
            rooms.append(Room(connector.name, -limit.excess(text), str(UNITS[limit.unit])))
    return rooms
