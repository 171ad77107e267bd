"""People who write. They come from the platforms; a contact's name and marks are ours to change."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_site import site
from accounts.scoped_admin import ReadOnlyAdmin, ScopedAdmin
from accounts.scoped_parts import ReadOnlyInline, ScopedFilter
from inbox.admin.shown import ChannelRows, names_of
from inbox.models import Contact, Identity


class IdentityInline(ReadOnlyInline):
    model = Identity
    fields = ("channel", "name", "handle", "external_id", "seen_at")
    readonly_fields = ("seen_at",)
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Identity]:
        return super().get_queryset(request).select_related("channel").defer("channel__credentials")


@admin.register(Contact, site=site)
class ContactAdmin(ScopedAdmin):
    list_display = ("__str__", "is_vip", "is_approved", "is_team", "created_at", "workspace")
    list_select_related = ("workspace",)
    list_filter = (
        "is_vip",
        "is_approved",
        "is_team",
        ("workspace", ScopedFilter),
    )
    search_fields = ("name", "identities__handle", "identities__name")
    search_help_text = "Searches names and handles."
    sortable_by = ()
    fields = ("workspace", "name", "is_vip", "is_approved", "is_team", "labelled", "created_at")
    readonly_fields = ("labelled", "created_at")
    inlines = (IdentityInline,)

    @admin.display(description="labels")
    def labelled(self, row: Contact) -> str:
        return names_of(row.labels.all())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Contact | None = None) -> bool:
        return False


@admin.register(Identity, site=site)
class IdentityAdmin(ChannelRows, ReadOnlyAdmin):
    list_display = ("__str__", "handle", "channel", "contact", "seen_at", "workspace")
    list_select_related = ("channel", "contact", "workspace")
    list_filter = (("channel", ScopedFilter), ("workspace", ScopedFilter))
    search_fields = ("name", "handle", "external_id")
    search_help_text = "Searches names, handles and ids on the platform."
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("channel", "contact", "name", "handle", "external_id", "workspace")}),
        ("State", {"fields": ("blocked_at", "opted_out_at", "seen_at", "created_at")}),
        ("Profile", {"fields": ("followers", "is_verified", "has_picture", "account_created_at")}),
    )
