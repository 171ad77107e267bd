"""The rule form, in words that a marketer uses. The admin and the web pages show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from accounts.audit import Actor
from accounts.models import Role, Workspace
from automation import form_data, rule_fields, services, summary
from automation.form_texts import Built
from automation.models import Mode, Rule
from automation.schema import RuleBody
from automation.services import InvalidRule

if TYPE_CHECKING:
    RuleModelForm = forms.ModelForm[Rule]
else:
    RuleModelForm = forms.ModelForm

HIDE_AND_REPLY = "A comment that is hidden cannot be answered in public. Use a private reply instead."
NOTHING_TO_DO = "Choose at least one thing that the rule does."
CHANGED_MEANWHILE = "Somebody changed this rule after you opened it. Open it again; nothing was saved."
KEPT_CONDITIONS = (
    "This rule's conditions were made through the API and say more than this form can. They stay as they "
    "are: the rule acts when the message {}. Change them through the API."
)
KEPT_TEXTS = "Some of what this rule does was made through the API and stays as it is: {}."


class RuleForm(rule_fields.RuleFields, RuleModelForm):
    """Says a rule's name, mode and body in one form. Save it with `save_rule`.

    `workspace` limits the channels and people to choose from; an existing rule has its own.
    """

    class Meta:
        model = Rule
        fields: ClassVar[list[str]] = ["name", "mode"]

    def __init__(self, *args: Any, workspace: Workspace | None = None, **kwargs: Any) -> None:
        rule: Rule | None = kwargs.get("instance")
        version = rule.version if rule else None
        self.before = version.parsed() if version else None
        initial = form_data.to_fields(self.before) if self.before else {}
        if version:
            initial |= {"based_on": version.number, "position": rule.position if rule else None}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        found = rule.workspace if rule and rule.pk else workspace
        if found is None:
            raise ValueError("A new rule needs a workspace.")
        self.workspace = found
        self.body: RuleBody | None = None
        self._offer_choices(self.workspace)
        self._leave_out_kept()

    def _offer_choices(self, workspace: Workspace) -> None:
        channels = [(c.pk, str(c)) for c in workspace.channels.defer("credentials").order_by("name")]
        # Someone who left is offered still, so that the rule is not changed unseen; saving then complains.
        for pk in self.initial.get("channels", []):
            if pk not in dict(channels):
                channels.append((pk, f"Channel {pk} (no longer here)"))
        self.fields["channels"].choices = channels  # type: ignore[attr-defined]
        chosen = self.initial.get("assign", "")
        people = [(email, label) for email, label in _members(workspace) if email.lower() != chosen.lower()]
        known = [(chosen, dict(_members(workspace)).get(chosen.lower(), f"{chosen} (not an agent here)"))]
        choices = [("", "Nobody"), *(known if chosen else []), *people]
        self.fields["assign"].choices = choices  # type: ignore[attr-defined]

    def _leave_out_kept(self) -> None:
        """Do not offer the fields that cannot say what is there."""
        self.kept = form_data.kept_fields(self.before) if self.before else frozenset()
        for name in self.kept:
            del self.fields[name]

    @property
    def sentence(self) -> str:
        """Return what the stored rule does, or nothing for a new one."""
        if self.before is None:
            return ""
        names = dict(self.workspace.channels.values_list("pk", "name"))
        return summary.summarise(self.before, names)

    @property
    def notes(self) -> list[str]:
        """Return what this form leaves alone, in plain language."""
        if self.before is None:
            return []
        notes = []
        if self.kept.issuperset(form_data.CONDITION_FIELDS):
            notes.append(KEPT_CONDITIONS.format(summary.conditions_text(self.before.conditions)))
        kept = [a for a in self.before.actions if form_data.ACTION_FIELDS[a.type] in self.kept]
        if kept:
            notes.append(KEPT_TEXTS.format("; ".join(summary.action_text(action) for action in kept)))
        return notes

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Rule.objects.filter(workspace=self.workspace, is_archived=False, name=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("There is a rule with this name already.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        version = self.instance.version if self.instance.pk else None
        if version and cleaned.get("based_on") != version.number:
            raise forms.ValidationError(CHANGED_MEANWHILE)
        if cleaned.get("hide") and cleaned.get("reply_texts", "").strip():
            self.add_error("hide", HIDE_AND_REPLY)
        if not self.errors:
            self._clean_body(cleaned)
        return cleaned

    def _clean_body(self, cleaned: dict[str, Any]) -> None:
        built = form_data.to_body(cleaned, self.before)
        if not built.body["actions"]:
            self.add_error(None, NOTHING_TO_DO)
            return
        try:
            self.body = services.parse_body(built.body)
            services.check_body(self.workspace, self.body)
        except InvalidRule as invalid:
            for problem in invalid.problems:
                self._show(problem, built)

    def _show(self, problem: dict[str, str], built: Built) -> None:
        field = built.field_of(problem["at"])
        numbered = re.search(r"\.(words|variants)\.(\d+)$", problem["at"])
        text = problem["problem"]
        if numbered:
            what = "Line" if numbered[1] == "words" else "Text"
            text = f"{what} {int(numbered[2]) + 1}: {text}"
        self.add_error(field if field in self.fields else None, text)

    def save_rule(self, *, by: Actor) -> Rule:
        """Create or change the rule. Raises InvalidRule when somebody was faster."""
        if self.body is None:
            raise ValueError("Only a valid form can be saved.")
        name, mode = self.cleaned_data["name"], Mode(self.cleaned_data["mode"])
        if self.instance._state.adding:
            return services.create_rule(self.workspace, name=name, body=self.body, mode=mode, by=by)
        position = self.cleaned_data.get("position")
        return services.change_rule(
            self.instance, name=name, body=self.body, mode=mode, position=position, by=by
        )


def _members(workspace: Workspace) -> list[tuple[str, str]]:
    """Return the people a rule may assign to: e-mail address and how to show them."""
    acting = [Role.OWNER, Role.ADMIN, Role.AGENT]
    members = workspace.memberships.filter(role__in=acting, user__is_active=True).select_related("user")
    return [
        (m.user.email, f"{m.user.name} <{m.user.email}>" if m.user.name else m.user.email) for m in members
    ]
