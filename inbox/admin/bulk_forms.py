"""What the bulk actions on conversations ask. Every choice comes from the chosen rows' workspaces."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import Role, User
from inbox.models import Label, SavedReply

MOST_OFFERED = 500
NOBODY = "nobody"


class AssignForm(forms.Form):
    assignee = forms.ChoiceField(label="Assign to", help_text="Members who may act, or nobody.")

    def __init__(self, workspace_ids: Iterable[int], data: Any = None) -> None:
        super().__init__(data)
        users = User.objects.filter(
            memberships__workspace__in=workspace_ids,
            memberships__role__in=[Role.OWNER, Role.ADMIN, Role.AGENT],
            is_active=True,
        ).distinct()[:MOST_OFFERED]
        self.users = {str(user.pk): user for user in users}
        members = [
            (key, f"{user.name} <{user.email}>" if user.name else user.email)
            for key, user in self.users.items()
        ]
        self.fields["assignee"].choices = [("", "Choose…"), (NOBODY, "Nobody"), *members]  # type: ignore[attr-defined]

    @property
    def user(self) -> User | None:
        return self.users.get(self.cleaned_data["assignee"])


class LabelForm(forms.Form):
    """An existing label, or a new one."""

    label = forms.ChoiceField(required=False)
    new_label = forms.CharField(label="Or a new label", required=False, max_length=60)

    def __init__(self, workspace_ids: Iterable[int], data: Any = None) -> None:
        super().__init__(data)
        names = Label.objects.filter(workspace__in=workspace_ids).order_by("name")
        offered = dict.fromkeys(names.values_list("name", flat=True)[:MOST_OFFERED])
        self.fields["label"].choices = [("", "Choose…"), *((name, name) for name in offered)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen, new = cleaned.get("label", ""), cleaned.get("new_label", "").strip()
        if bool(chosen) == bool(new):
            self.add_error("label", "Choose one label, or name a new one.")
        return {**cleaned, "name": chosen or new}


class SavedReplyForm(forms.Form):
    """Which text to send. `once` makes pressing the button twice send it once."""

    saved_reply = forms.ModelChoiceField(queryset=SavedReply.objects.none())
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, workspace_ids: Iterable[int], data: Any = None) -> None:
        super().__init__(data, initial={"once": uuid.uuid4()})
        rows = SavedReply.objects.filter(workspace__in=workspace_ids)
        self.fields["saved_reply"].queryset = rows  # type: ignore[attr-defined]
        self.fields["saved_reply"].label_from_instance = _with_start  # type: ignore[attr-defined]


def _with_start(row: SavedReply) -> str:
    start = row.text if len(row.text) <= 80 else f"{row.text[:79]}…"
    return f"{row.name}: {start}"
