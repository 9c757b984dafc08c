from __future__ import annotations

from django.urls import path

from studio.views import batches, generate, generations, lists, pulse

app_name = "studio"

urlpatterns = [
    path("", generate.generate, name="generate"),
    path("estimate", generate.estimate, name="estimate"),
    path("pulse", pulse.pulse, name="pulse"),
    path("batches/new", lists.new_batch, name="new_batch"),
    path("batches/preview", lists.preview_batch, name="preview_batch"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("batches/<int:pk>/cancel", batches.cancel_batch, name="cancel_batch"),
    path("batches/<int:pk>/retry-failed", batches.retry_failed, name="retry_failed"),
    path("batches/<int:pk>/pause", batches.pause_batch, name="pause_batch"),
    path("batches/<int:pk>/resume", batches.resume_batch, name="resume_batch"),
    path("generations/<int:pk>/cancel", generations.cancel, name="cancel"),
    path("generations/<int:pk>/retry", generations.retry, name="retry"),
    path(
        "generations/<int:pk>/suggestions",
        generations.search_suggestions,
        name="search_suggestions",
    ),
]
