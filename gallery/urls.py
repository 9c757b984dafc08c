from __future__ import annotations

from django.urls import path

from gallery.views import (
    changes,
    files,
    grid,
    image,
    saved_filters,
    selection,
    space,
    tags,
    trash,
    upload,
    viewer,
)

app_name = "gallery"

urlpatterns = [
    path("gallery/", grid.gallery, name="gallery"),
    path("gallery/counts", grid.counts, name="counts"),
    path("gallery/views/", saved_filters.save_filter, name="save_filter"),
    path("gallery/views/<int:pk>/", saved_filters.saved_filter, name="saved_filter"),
    path("gallery/views/<int:pk>/delete", saved_filters.forget_filter, name="forget_filter"),
    path("gallery/upload", upload.upload, name="upload"),
    path("gallery/selection/all", selection.everything, name="selection_all"),
    path("gallery/selection/star", selection.star, name="selection_star"),
    path("gallery/selection/delete", selection.delete, name="selection_delete"),
    path("gallery/selection/restore", selection.restore, name="selection_restore"),
    path("gallery/selection/download", selection.download, name="selection_download"),
    path("gallery/selection/do/<slug:name>", selection.act, name="selection_act"),
    path("gallery/trash/", trash.trash, name="trash"),
    path("gallery/trash/restore", trash.bring_back, name="bring_back"),
    path("gallery/trash/delete", trash.delete_for_good, name="delete_for_good"),
    path("gallery/storage/", space.storage_use, name="storage_use"),
    path("gallery/<int:pk>/", viewer.viewer, name="viewer"),
    path("gallery/<int:pk>/place", viewer.place, name="place"),
    path("gallery/<int:pk>/delete", viewer.delete, name="viewer_delete"),
    path("images/<int:pk>/", image.image, name="image"),
    path("images/<int:pk>/star", changes.star, name="star"),
    path("images/<int:pk>/describe", changes.describe, name="describe"),
    path("images/<int:pk>/tags", tags.change_tags, name="change_tags"),
    path("images/<int:pk>/delete", changes.delete, name="delete"),
    path("images/<int:pk>/restore", changes.restore, name="restore"),
    path("images/<int:pk>/download", files.download, name="download"),
    path("images/<int:pk>/rendition/<int:width_px>", files.rendition, name="rendition"),
    path("images/<int:pk>/search-suggestions", files.suggestions, name="suggestions"),
    path("media/images/<str:name>", files.file, name="file"),
]
