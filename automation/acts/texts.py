"""The words that a rule says: which variant, with what filled in."""

from __future__ import annotations

import random

from automation.engine.ruleset import CompiledRule
from automation.links import short_addresses
from automation.models import RuleApplication
from automation.schema import Action, NoteAction, PrivateReplyAction, Texts
from inbox.models import Message, SavedReply
from inbox.variables import render, values_for
from platforms.base import Kind


def text_of(action: Action, rule: CompiledRule, message: Message) -> str:
    """Choose a variant and fill it in. The same message always gets the same choice.

    Never the text that the same rule said last under the same post.
    """
    values = values_for(message)
    if isinstance(action, NoteAction):
        return render(action.text, values)
    if not isinstance(action, Texts):
        return ""
    variants = [*action.variants, *_saved(action, message)]
    values |= short_addresses(message.workspace_id, variants)
    texts = [render(variant, values) for variant in variants]
    if not texts:
        return ""  # every saved reply it named is gone, or is private now
    last = _last_text(rule, message) if len(texts) > 1 else ""
    others = [text for text in texts if text != last]
    return random.Random(message.pk).choice(others or texts)  # noqa: S311 - variety, not secrecy


def _saved(action: Texts, message: Message) -> list[str]:
    """Return what the saved replies say now; in public none that is for private messages only."""
    if not action.saved_replies:
        return []
    found = SavedReply.objects.filter(workspace=message.workspace_id, name__in=action.saved_replies)
    if message.kind == Kind.COMMENT and not isinstance(action, PrivateReplyAction):
        found = found.filter(is_private_only=False)
    return list(found.order_by("name").values_list("text", flat=True))


def _last_text(rule: CompiledRule, message: Message) -> str:
    """Return what this rule last said under the same post."""
    answers = RuleApplication.objects.filter(rule=rule.rule_id, channel=message.channel_id, has_answered=True)
    last = (
        answers.filter(message__conversation__post=message.conversation.post_id)
        .order_by("-created_at", "-pk")
        .first()
    )
    texts = [act.get("text", "") for act in last.acts if act.get("text")] if last else []
    return texts[0] if texts else ""
