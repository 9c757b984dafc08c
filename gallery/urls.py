from __future__ import annotations

from django.urls import path

from gallery.views import changes, files, pages, viewer

app_name = "gallery"

urlpatterns = [
    path("gallery/", pages.gallery, name="gallery"),
    path("gallery/upload", changes.upload, name="upload"),
    path("gallery/<int:pk>/", viewer.viewer, name="viewer"),
    path("images/<int:pk>/", pages.image, name="image"),
    path("images/<int:pk>/star", changes.star, name="star"),
    path("images/<int:pk>/describe", changes.describe, name="describe"),
    path("images/<int:pk>/delete", changes.delete, name="delete"),
    path("images/<int:pk>/restore", changes.restore, name="restore"),
    path("images/<int:pk>/download", files.download, name="download"),
    path("images/<int:pk>/rendition/<int:width_px>", files.rendition, name="rendition"),
    path("images/<int:pk>/search-suggestions", files.suggestions, name="suggestions"),
    path("media/images/<str:name>", files.file, name="file"),
]
