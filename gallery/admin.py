from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from gallery import cleanup, reporting
from gallery.models import Image, Rendition


class RenditionInline(admin.TabularInline):
    model = Rendition
    extra = 0
    can_delete = False
    fields = ("name", "width_px", "height_px", "size_bytes")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return False


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
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

    def get_urls(self) -> list[URLPattern]:
        own = path("cleanup/", self.admin_site.admin_view(self.clean_up), name="gallery_cleanup")
        urls: list[URLPattern] = [own, *super().get_urls()]
        return urls

    def clean_up(self, request: HttpRequest) -> HttpResponse:
        """What a clean-up would do now; a post does it, and the page tells what it did."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        dry_run = request.method != "POST"
        report = cleanup.clean(timezone.now(), dry_run=dry_run)
        context = {
            **self.admin_site.each_context(request),
            "title": "Clean-up",
            "opts": self.model._meta,
            "dry_run": dry_run,
            "sentences": reporting.sentences(report, dry_run=dry_run),
        }
        return TemplateResponse(request, "admin/gallery/image/cleanup.html", context)
