"""Forms of the back office for people and workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password

from accounts.models import Membership, Role, User, Workspace

if TYPE_CHECKING:
    UserModelForm = forms.ModelForm[User]
    MembershipModelForm = forms.ModelForm[Membership]
    WorkspaceModelForm = forms.ModelForm[Workspace]
else:
    UserModelForm = MembershipModelForm = WorkspaceModelForm = forms.ModelForm


class WordsField(forms.Field):
    """A list of words, written with commas."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        words = str(value or "").split(",")
        return [word.strip() for word in words if word.strip()]


class WorkspaceForm(WorkspaceModelForm):
    timezone = forms.TypedChoiceField(
        label="Time zone", choices=lambda: [(name, name) for name in sorted(available_timezones())]
    )
    languages = WordsField(help_text="The languages that your people write in: en, nl.")
    opt_out_words = WordsField(
        label="Opt-out words",
        required=False,
        help_text="Whoever sends one of these as the whole message gets no automatic message any more.",
    )

    def clean_business_hours(self) -> dict[str, Any]:
        """Nothing written means: never open."""
        return self.cleaned_data["business_hours"] or {}


class UserForm(UserModelForm):
    new_password = forms.CharField(
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Leave empty to keep it. A new person without one sets it by “Forgot your password?”.",
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("There is a person with this e-mail address already.")
        return email

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password

    def save(self, commit: bool = True) -> User:
        user: User = self.instance
        if self.cleaned_data["new_password"]:
            user.set_password(self.cleaned_data["new_password"])
        elif not user.password:
            user.set_unusable_password()
        return super().save(commit)


class MembershipForm(MembershipModelForm):
    """A member's role. Only an owner makes or changes owners, and one always remains.

    `may_own` holds the workspaces where the person may do so; None means everywhere.
    """

    may_own: frozenset[int] | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        was_owner = self.instance.pk is not None and self.initial.get("role") == Role.OWNER
        becomes_owner = cleaned.get("role") == Role.OWNER
        if was_owner == becomes_owner:
            return cleaned
        workspace = cleaned.get("workspace") or (self.instance.workspace if self.instance.pk else None)
        if workspace is not None and self.may_own is not None and workspace.pk not in self.may_own:
            self.add_error("role", "Only an owner can make somebody owner, or change an owner.")
        elif was_owner and is_last_owner(self.instance):
            self.add_error("role", "A workspace needs an owner. Make somebody else owner first.")
        return cleaned


class NewMembershipForm(MembershipForm):
    """Adds a person by e-mail address: it says nothing about who has a login here already."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="Somebody without a login gets one, and sets a password by “Forgot your password?”.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        email, workspace = cleaned.get("email", ""), cleaned.get("workspace")
        rows = Membership.objects.filter(workspace=workspace, user__email__iexact=email)
        if workspace is not None and rows.exists():
            self.add_error("email", "This person is a member already. Change their role instead.")
        return cleaned

    def save(self, commit: bool = True) -> Membership:
        email = self.cleaned_data["email"].lower()
        user = User.objects.filter(email__iexact=email).first()
        self.instance.user = user or User.objects.create_user(email)
        return super().save(commit)


def is_last_owner(membership: Membership) -> bool:
    others = Membership.objects.filter(workspace=membership.workspace_id, role=Role.OWNER)
    return membership.role == Role.OWNER and not others.exclude(pk=membership.pk).exists()
