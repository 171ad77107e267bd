from __future__ import annotations

from django.contrib import admin

from accounts.admin_site import site
from accounts.scoped_admin import ScopedAdmin
from accounts.scoped_parts import ScopedFilter
from inbox.models import Label


@admin.register(Label, site=site)
class LabelAdmin(ScopedAdmin):
    list_display = ("name", "workspace")
    list_select_related = ("workspace",)
    list_filter = (("workspace", ScopedFilter),)
    search_fields = ("name",)
    fields = ("workspace", "name")
