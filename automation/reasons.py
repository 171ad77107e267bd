"""The reason codes of decisions and platform calls, in plain words (docs/rules.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# One line a code: a table to read and to compare with docs/rules.md.
REASONS: dict[str, StrPromise] = {
    "acted": _("It matched."),
    "already_applied": _("This rule acted on this message before. It acts once."),
    "already_decided": _("Somebody has dealt with this suggestion already."),
    "already_done": _("The platform says that this was done before."),
    "already_replied": _("This message was answered already, or an answer is on its way."),
    "already_replied_private": _("This comment has had its one private reply."),
    "ambiguous": _("The connection broke before the platform answered, so nobody knew whether it worked."),
    "approved_author": _("The author is on the list of people whom rules leave alone."),
    "author_approved": _("The author is approved: rules leave them alone."),
    "author_blocked": _("The author is blocked, so they are not answered."),
    "author_unknown": _("Nobody knows who wrote this."),
    "auth_expired": _("The channel's access has expired. Connect it again."),
    "cancelled": _("A person took it back before it went out."),
    "cap_author": _("This person had the number of automatic answers that the rule allows in a day."),
    "cap_channel": _("The channel reached its number of automatic answers."),
    "cap_post": _("This person was answered under this post already."),
    "cap_thread": _("This thread reached its number of automatic answers."),
    "changed_since": _("It was changed since, so it stays as it is."),
    "channel_unhealthy": _("The channel is not working, so nothing was sent."),
    "circuit_open": _("The rule paused itself because it acted far more often than expected."),
    "crisis": _("Crisis mode is on: automation answers nobody."),
    "edited": _("The message was edited; rules act on new messages only."),
    "excluded_term": _("The text has a word that this rule excludes."),
    "forbidden": _("The connected account may not do this."),
    "hidden_earlier": _("The comment is hidden or removed, so it is not answered in public."),
    "human_active": _("A person is active in this conversation, so automation stays out of it."),
    "idempotency_key_reused": _("This act was asked for in another way already."),
    "imported": _("The message was imported; rules act on new messages only."),
    "internal_error": _("Earful made a mistake here. The log has the details."),
    "invalid": _("What was asked for is not possible."),
    "invalid_request": _("The platform refused the request as malformed."),
    "kill_switch": _("Automation is switched off for the workspace or the channel."),
    "low_confidence": _("The classifier was not sure enough."),
    "needs_review": _("The rule suggests this; a person decides."),
    "no_match": _("No rule matched."),
    "nobody_to_assign": _("There is no member who could take this conversation."),
    "not_a_member": _("The person to assign to is not an agent of this workspace."),
    "not_allowed_here": _("The platform does not allow this act on this message."),
    "not_asked": _("This rule was made after the decision, so it was not asked."),
    "opted_out": _("This person asked for no automatic messages."),
    "outcome_unknown": _("Nobody knows whether this was sent. Look on the platform."),
    "outside_hours": _("The message came outside the hours in which this rule works."),
    "own_account": _("The channel itself wrote this; rules never act on that."),
    "private_only": _("This text is for private messages only."),
    "provider_error": _("The platform answered with an error."),
    "recipient_unavailable": _("The person cannot be reached."),
    "rule_off": _("It would have matched, but the rule was switched off then, or not asked."),
    "shadow_mode": _("The rule is in shadow: it only records what it would do."),
    "signal_missing": _("Something that the rule asks for is not known about this message."),
    "stopped_by_rule": _("A rule before this one ended the processing."),
    "superseded": _("Something else was wanted for this message since."),
    "target_gone": _("The message is no longer there."),
    "text_empty": _("There was no text to send."),
    "text_too_long": _("The text is longer than the platform allows."),
    "throttled": _("The platform asked us to slow down."),
    "too_late": _("It had gone out already."),
    "too_old": _("The message is from before the channel was connected."),
    "transient": _("The platform had a passing fault."),
    "unsupported_on_platform": _("The platform has no such act."),
    "window_closed": _("The platform's time for an answer is over."),
}


def sentence(code: str) -> str:
    """Return a code in plain words; a code that has none yet, as it is."""
    return str(REASONS.get(code, code))
