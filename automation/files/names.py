"""Names that mean the same in every database: channels as “platform:handle”, posts by their id there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext

from accounts.models import Workspace
from automation.files.problems import InvalidFile, Problem
from automation.files.schema import FileRule
from automation.schema import RuleBody
from inbox.models import Channel, Post

MOST_CHANNELS = 2_000


class Names:
    """Translates between a workspace's ids and the names in files. Asks the database once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def body(self, rule: FileRule, at: str = "") -> RuleBody:
        """Return what a rule in a file means here. Raises InvalidFile for a channel or post not here."""
        own = rule.model_dump(mode="json", by_alias=True, exclude={"name", "mode", "note"})
        scope = own["scope"]
        scope["channels"] = [self._channel_id(name, at) for name in scope["channels"]]
        posts = self._post_ids(scope["posts"])
        if missing := [name for name in scope["posts"] if name not in posts]:
            raise InvalidFile(
                [
                    Problem(
                        gettext("There is no post %(missing)s in %(slug)s.")
                        % {"missing": missing[0], "slug": self._workspace.slug},
                        f"{at}.scope.posts",
                    )
                ]
            )
        scope["posts"] = [posts[name] for name in scope["posts"]]
        for condition in _channel_conditions(own["conditions"]):
            condition["in"] = [str(self._channel_id(name, at)) for name in condition["in"]]
        return RuleBody.model_validate(own)

    def rule(self, name: str, mode: str, note: str, body: RuleBody) -> FileRule:
        """Return a stored rule as a file says it.

        A channel or post that is gone is written as “gone:id”: left out, the rule would reach further.
        """
        own = body.model_dump(mode="json", by_alias=True)
        scope = own["scope"]
        scope["channels"] = [self._names.get(pk, f"gone:{pk}") for pk in scope["channels"]]
        scope["posts"] = self._post_names(scope["posts"])
        for condition in _channel_conditions(own["conditions"]):
            condition["in"] = [
                self._names.get(int(pk) if pk.isdecimal() else 0, f"gone:{pk}") for pk in condition["in"]
            ]
        return FileRule.model_validate({"name": name, "mode": mode, "note": note, **own})

    @cached_property
    def _channels(self) -> list[Channel]:
        return list(Channel.objects.filter(workspace=self._workspace).order_by("pk")[:MOST_CHANNELS])

    @cached_property
    def _names(self) -> Mapping[int, str]:
        """Names by id: by the handle where no other channel of the platform has it."""
        shared = Counter((channel.platform, channel.handle) for channel in self._channels)
        return {
            channel.pk: f"{channel.platform}:{channel.handle}"
            if channel.handle and shared[(channel.platform, channel.handle)] == 1
            else f"{channel.platform}:{channel.external_id}"
            for channel in self._channels
        }

    @cached_property
    def _ids(self) -> Mapping[str, int]:
        by_external_id = {
            f"{channel.platform}:{channel.external_id}": channel.pk for channel in self._channels
        }
        return by_external_id | {name: pk for pk, name in self._names.items()}

    def _channel_id(self, name: str, at: str) -> int:
        if name not in self._ids:
            known = ", ".join(list(self._names.values())[:20]) or gettext("none yet")
            problem = gettext("There is no channel %(name)s in %(slug)s. There are: %(known)s.") % {
                "name": name,
                "slug": self._workspace.slug,
                "known": known,
            }
            raise InvalidFile([Problem(problem, f"{at}.scope.channels".lstrip("."))])
        return self._ids[name]

    def _post_ids(self, names: Iterable[str]) -> dict[str, int]:
        """Return ids by name. Where two channels share an id, the older post is meant."""
        posts = Post.objects.filter(workspace=self._workspace, external_id__in=list(names)).order_by("-pk")
        return dict(posts.values_list("external_id", "pk"))

    def _post_names(self, ids: Iterable[int]) -> list[str]:
        wanted = list(ids)
        names = dict(
            Post.objects.filter(workspace=self._workspace, pk__in=wanted).values_list("pk", "external_id")
        )
        return [names.get(pk, f"gone:{pk}") for pk in wanted]


def _channel_conditions(group: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield the conditions that name channels, also those in groups."""
    for item in (*group["all"], *group["any"], *group["none"]):
        if item["type"] == "group":
            yield from _channel_conditions(item)
        elif item["type"] == "one_of" and item["of"] == "channel":
            yield item
