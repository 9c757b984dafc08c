from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from gallery.models import Image, Rendition


class RenditionInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Rendition
    extra = 0
    can_delete = False
    fields = ("name", "width_px", "height_px", "size_bytes")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return False


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Files are never changed here: a picture comes in by its own door or not at all."""

    list_display = ["pk", "owner", "source", "model", "width_px", "height_px", "created_at"]
    list_filter = ["source", "starred", "model", "created_at"]
    list_select_related = ["owner"]
    search_fields = ["prompt", "alt", "owner__username", "uuid"]
    date_hierarchy = "created_at"
    show_full_result_count = False
    readonly_fields = [
        "owner", "uuid", "source", "name", "mime_type", "width_px", "height_px", "size_bytes",
        "sha256", "prompt", "model", "aspect_ratio", "resolution", "details", "created_at",
        "trashed_at",
    ]  # fmt: skip
    fields = [*readonly_fields, "alt", "starred", "tags"]
    inlines = [RenditionInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
