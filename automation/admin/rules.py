"""Rules, written in a form and never as JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from accounts.admin_site import site, user_of
from accounts.audit import Actor
from accounts.models import Workspace
from accounts.scoped_admin import ScopedAdmin
from accounts.scoped_parts import ScopedFilter
from automation import services
from automation.forms import RuleForm
from automation.models import Mode, Rule
from automation.rule_fields import GROUPS
from automation.services import InvalidRule
from automation.summary import summarise
from inbox.admin.shown import counted, report, take

MOST = 500
MOST_WORKSPACES = 500


class InUseFilter(admin.SimpleListFilter):
    """Archived rules are there to be looked up; a list of rules does without them."""

    title = "use"
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("archived", "Archived"), ("both", "Both")]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": "In use"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "both":
            return queryset
        return queryset.filter(is_archived=self.value() == "archived")


def set_mode(mode: Mode) -> Callable[..., None]:
    """Return the action that puts rules into a mode."""

    @admin.action(description=f"Set to {mode.label}", permissions=["act"])
    def action(model_admin: RuleAdmin, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        chosen = [rule for rule in take(request, queryset, MOST, "rule") if not rule.is_archived]
        for rule in chosen:
            services.change_rule(rule, mode=mode, by=Actor.person(user_of(request)))
        report(request, f"{counted(len(chosen), 'rule')} set to {mode.value}.")

    action.__name__ = f"set_{mode.value}"
    return action


@admin.register(Rule, site=site)
class RuleAdmin(ScopedAdmin):
    is_audited = False  # the services write the trail
    list_display = ("position", "name", "sentence", "mode_name", "version_number", "updated_at", "workspace")
    list_display_links = ("name",)
    list_select_related = ("version", "workspace")
    list_filter = ("mode", InUseFilter, ("workspace", ScopedFilter))
    search_fields = ("name",)
    ordering = ("position", "id")
    sortable_by = ("name", "updated_at")
    actions = (*(set_mode(mode) for mode in Mode), "archive")
    add_form_template = change_form_template = "admin/automation/rule/form.html"

    class Media:
        css: ClassVar[Any] = {"all": ["automation/admin/rule.css"]}

    @admin.display(description="what it does")
    def sentence(self, row: Rule) -> str:
        return summarise(row.version.parsed()) if row.version else ""

    @admin.display(description="mode")
    def mode_name(self, row: Rule) -> str:
        return row.mode.title()

    @admin.display(description="version")
    def version_number(self, row: Rule) -> str:
        return str(row.version.number) if row.version else ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # what it did stays on record: archive it

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_archived)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return partial(RuleForm, workspace=None if obj else self._workspace(request))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj and obj.is_archived:
            return [(None, {"fields": ["name", "mode", "workspace", "updated_at"]})]
        form = self.get_form(request, obj)(instance=obj)
        left_out = set() if obj else {"position", "based_on"}
        groups = [
            (title, [n for n in names if n in form.fields and n not in left_out]) for title, names in GROUPS
        ]
        return [(title, {"fields": names}) for title, names in groups if names]

    def _workspace(self, request: HttpRequest) -> Workspace:
        """Return where a new rule goes: the only workspace, or the one asked for."""
        offered = self._workspaces(request)
        wanted = request.GET.get("workspace", "")
        if wanted:
            offered = (
                offered.filter(pk=int(wanted)) if wanted.isascii() and wanted.isdigit() else offered.none()
            )
        found = list(offered[:2])
        if len(found) != 1:
            raise Http404
        return found[0]

    def _workspaces(self, request: HttpRequest) -> QuerySet[Workspace]:
        rows: QuerySet[Workspace] = self.admin_site.get_model_admin(Workspace).get_queryset(request)
        return rows.order_by("name")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask for the workspace first where there are several: channels and people depend on it."""
        needs_choice = "workspace" not in request.GET and len(self._workspaces(request)[:2]) != 1
        if needs_choice and self.has_add_permission(request):
            context = {
                **self.admin_site.each_context(request),
                "title": "Where does the new rule work?",
                "opts": self.opts,
                "workspaces": self._workspaces(request)[:MOST_WORKSPACES],
            }
            return TemplateResponse(request, "admin/automation/rule/workspace.html", context)
        return super().add_view(request, form_url, extra_context)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except InvalidRule as invalid:
            messages.error(request, f"Not saved: {invalid}")
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        saved = form.save_rule(by=Actor.person(user_of(request)))
        obj.pk, obj.workspace = saved.pk, saved.workspace

    @admin.action(description="Archive", permissions=["act"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        chosen = [rule for rule in take(request, queryset, MOST, "rule") if not rule.is_archived]
        for rule in chosen:
            services.archive_rule(rule, by=Actor.person(user_of(request)))
        report(request, f"{counted(len(chosen), 'rule')} archived. What they did stays on record.")
