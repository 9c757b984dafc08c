from __future__ import annotations

from django.contrib import admin

from site_builder.models import Site
from studio.admin.reading import ReadOnly


@admin.register(Site)
class SiteAdmin(ReadOnly):
    """Whose sites there are; spec and pictures are their owners'."""

    list_display = ["name", "owner", "created_at", "changed_at", "deleted_at"]
    list_filter = ["changed_at", "deleted_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__username"]
    fields = ["name", "owner", "batch", "parallel", "created_at", "changed_at", "deleted_at"]
