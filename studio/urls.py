from __future__ import annotations

from django.urls import path

from studio.views import (
    activity,
    answers,
    api_key,
    batches,
    favourites,
    generate,
    generations,
    lists,
    prompts,
    pulse,
    settings,
    templates,
)

app_name = "studio"

urlpatterns = [
    path("", generate.generate, name="generate"),
    path("estimate", generate.estimate, name="estimate"),
    path("pulse", pulse.pulse, name="pulse"),
    path("batches/new", lists.new_batch, name="new_batch"),
    path("batches/preview", lists.preview_batch, name="preview_batch"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("batches/<int:pk>/answers", answers.batch_answers, name="batch_answers"),
    path("batches/<int:pk>/download", batches.download_batch, name="download_batch"),
    path("batches/<int:pk>/rename", batches.rename_batch, name="rename_batch"),
    path("batches/<int:pk>/cancel", batches.cancel_batch, name="cancel_batch"),
    path("batches/<int:pk>/retry-failed", batches.retry_failed, name="retry_failed"),
    path("batches/<int:pk>/pause", batches.pause_batch, name="pause_batch"),
    path("batches/<int:pk>/resume", batches.resume_batch, name="resume_batch"),
    path("generations/<int:pk>/drafts/<int:number>", answers.draft, name="draft"),
    path("images/<int:pk>/answer", answers.image_answer, name="image_answer"),
    path("generations/<int:pk>/cancel", generations.cancel, name="cancel"),
    path("generations/<int:pk>/retry", generations.retry, name="retry"),
    path(
        "generations/<int:pk>/suggestions",
        generations.search_suggestions,
        name="search_suggestions",
    ),
    path("activity/", activity.activity, name="activity"),
    path("prompts/", prompts.prompts, name="prompts"),
    path("prompts/recent", prompts.recent, name="recent_prompts"),
    path("prompts/favourites", favourites.keep_favourite, name="keep_favourite"),
    path("prompts/favourites/<int:pk>/unstar", favourites.unstar, name="unstar"),
    path("prompts/history/<int:pk>/star", favourites.star_past, name="star_past"),
    path("prompts/templates/new", templates.new_template, name="new_template"),
    path("prompts/templates/keep", templates.keep_as_template, name="keep_as_template"),
    path("prompts/templates/fields", templates.template_fields, name="template_fields"),
    path("prompts/templates/export", templates.export_templates, name="export_templates"),
    path("prompts/templates/import", templates.import_templates, name="import_templates"),
    path("prompts/templates/<int:pk>/", templates.template, name="template"),
    path("prompts/templates/<int:pk>/delete", templates.delete_template, name="delete_template"),
    path("prompts/templates/<int:pk>/restore", templates.restore_template, name="restore_template"),
    path(
        "prompts/templates/<int:pk>/duplicate",
        templates.duplicate_template,
        name="duplicate_template",
    ),
    path("settings/", settings.settings, name="settings"),
    path("settings/api-key/", api_key.api_key, name="api_key"),
    path("settings/api-key/test", api_key.test_api_key, name="test_api_key"),
    path("settings/api-key/remove", api_key.remove_api_key, name="remove_api_key"),
    path("settings/<slug:section>", settings.save_settings, name="save_settings"),
]
