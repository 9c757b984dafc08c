"""Addresses of sheets of sketches; those of styles and drawings stand in `urls`."""

from __future__ import annotations

from django.urls import path

from studio.views import sketch_feedback, sketch_runs, sketches

urlpatterns = [
    path("sketches/", sketches.sketches, name="sketches"),
    path("sketches/preview", sketches.preview_sketches, name="preview_sketches"),
    path("sketches/runs/", sketches.sketch_runs, name="sketch_runs"),
    path("sketches/runs/<int:pk>/", sketch_runs.sketch_sheet_page, name="sketch_sheet"),
    path("sketches/runs/<int:pk>/delete", sketch_runs.delete_sketches, name="delete_sketches"),
    path("sketches/runs/<int:pk>/restore", sketch_runs.restore_sketches, name="restore_sketches"),
    path("sketches/runs/<int:pk>/cancel", sketch_runs.cancel_sketches, name="cancel_sketches"),
    path("sketches/runs/<int:pk>/reroll", sketch_runs.reroll_sketches, name="reroll_sketches"),
    path("sketches/runs/<int:pk>/refine", sketch_runs.refine_sketches, name="refine_sketches"),
    path("sketches/runs/<int:pk>/compare", sketch_runs.compare_sketches, name="compare_sketches"),
    path(
        "sketches/runs/<int:pk>/download", sketch_runs.download_sketches, name="download_sketches"
    ),
    path(
        "sketches/runs/<int:pk>/comment",
        sketch_feedback.comment_on_sketches,
        name="comment_on_sketches",
    ),
    path(
        "sketches/comments/<int:pk>/delete",
        sketch_feedback.delete_sketch_comment,
        name="delete_sketch_comment",
    ),
    path("sketches/styles/<int:pk>/summary", sketch_feedback.sketch_summary, name="sketch_summary"),
    path("sketches/drawn/<int:pk>/lock", sketch_runs.lock_sketch, name="lock_sketch"),
    path("sketches/drawn/<int:pk>/print", sketch_runs.print_sketch, name="print_sketch"),
    path("sketches/drawn/<int:pk>/original", sketch_runs.sketch_original, name="sketch_original"),
]
