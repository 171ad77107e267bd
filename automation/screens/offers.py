"""What a workspace has to choose from: its channels, people, lists and the like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import ACTING_ROLES, Workspace
from automation.models import WordList
from automation.screens.fields import Choices, Offer
from automation.summary import language_name
from inbox.models import Label, Post, SavedReply
from platforms.registry import platform_choices

MOST = 200
MOST_POSTS = 20
LANGUAGES = ("nl", "en", "de", "fr", "es", "it", "pt", "pl", "sv", "da", "tr", "ar")


class Offers:
    """The choices of one workspace. Each list is asked for once, and only when it is shown."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def of(self, offer: Offer) -> Choices:
        choices: Choices = getattr(self, offer)
        return choices

    @cached_property
    def channels(self) -> Choices:
        rows = self.workspace.channels.defer("credentials").order_by("name", "pk")[:MOST]
        return tuple((str(channel.pk), str(channel)) for channel in rows)

    @cached_property
    def channel_names(self) -> Mapping[int, str]:
        return dict(self.workspace.channels.values_list("pk", "name")[:MOST])

    @cached_property
    def posts(self) -> Choices:
        rows = Post.objects.filter(workspace=self.workspace).order_by("-pk")[:MOST_POSTS]
        return tuple((str(post.pk), str(post)) for post in rows)

    @cached_property
    def platforms(self) -> Choices:
        return tuple(platform_choices())

    @cached_property
    def lists(self) -> Choices:
        names = WordList.objects.filter(workspace=self.workspace).values_list("name", flat=True)[:MOST]
        return tuple((name, name) for name in names)

    @cached_property
    def people(self) -> Choices:
        members = self.workspace.memberships.filter(role__in=ACTING_ROLES, user__is_active=True)
        rows = members.select_related("user").order_by("user__email")[:MOST]
        return tuple((member.user.email, str(member.user)) for member in rows)

    @cached_property
    def replies(self) -> Choices:
        names = SavedReply.objects.filter(workspace=self.workspace).order_by("name")
        return tuple((name, name) for name in names.values_list("name", flat=True)[:MOST])

    @cached_property
    def languages(self) -> Choices:
        codes = dict.fromkeys([*self.workspace.languages, *LANGUAGES])
        return tuple((code, language_name(code)) for code in codes)

    @cached_property
    def labels(self) -> Choices:
        names = Label.objects.filter(workspace=self.workspace).order_by("name")
        return tuple((name, name) for name in names.values_list("name", flat=True)[:MOST])


def with_chosen(choices: Choices, chosen: Iterable[str]) -> Choices:
    """Return the choices with those that are chosen and no longer there.

    A browser posts what is chosen in the order in which it is shown: where the rule has
    another order, the chosen ones come first, so that saving changes nothing.
    """
    wanted = list(dict.fromkeys(chosen))
    known = dict(choices)
    gone = tuple(
        (value, _("%(name)s (no longer here)") % {"name": value}) for value in wanted if value not in known
    )
    shown = (*choices, *gone)
    if [value for value, _label in shown if value in wanted] == wanted:
        return shown
    labels = dict(shown)
    first = tuple((value, labels[value]) for value in wanted)
    return (*first, *((value, label) for value, label in shown if value not in wanted))
