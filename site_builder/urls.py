from __future__ import annotations

from django.urls import path

from site_builder.views import (
    exports,
    frame,
    generating,
    pictures,
    plan,
    preview,
    sites,
    spec,
    translating,
)

app_name = "site_builder"
urlpatterns = [
    path("sites/", sites.sites, name="sites"),
    path("sites/new", sites.new_site, name="new_site"),
    path("sites/<int:pk>/spec/", spec.spec, name="spec"),
    path("sites/<int:pk>/spec/restore", spec.restore, name="restore_spec"),
    path("sites/<int:pk>/spec/fetch", spec.fetch_again, name="fetch_again"),
    path("sites/<int:pk>/plan/", plan.plan, name="plan"),
    path("sites/<int:pk>/plan/translate", translating.translate_plan, name="translate_plan"),
    path("sites/<int:pk>/delete", sites.delete_site, name="delete_site"),
    path("sites/<int:pk>/restore", sites.restore_site, name="restore_site"),
    path("sites/<int:pk>/export/", exports.export, name="export"),
    path("sites/<int:pk>/export/state", exports.export_state, name="export_state"),
    path("sites/<int:pk>/export.zip", exports.export_zip, name="export_zip"),
    path("sites/<int:pk>/preview/", preview.preview, name="preview"),
    path("sites/<int:pk>/preview/<slug:slug>/", preview.preview, name="preview"),
    path("sites/<int:pk>/opened", generating.opened, name="opened"),
    path("sites/<int:pk>/seen", generating.seen, name="seen"),
    path("sites/<int:pk>/generate", generating.generate, name="generate"),
    path("sites/<int:pk>/generate/all", generating.generate_all, name="generate_all"),
    path("sites/<int:pk>/cancel", generating.cancel_all, name="cancel_all"),
    path("sites/<int:pk>/settings", generating.change_settings, name="change_settings"),
    path("sites/<int:pk>/picture", pictures.picture, name="picture"),
    path("sites/<int:pk>/picture/choose", pictures.choose, name="choose_picture"),
    path("sites/<int:pk>/picture/<slug:act>", pictures.act, name="act"),
    # Without a session: the signed word is the permission.
    path("preview/<str:word>/page/<slug:slug>", frame.frame, name="frame"),
    path("preview/<str:word>/<str:name>", frame.frame_asset, name="frame_asset"),
    path(
        "preview/<str:word>/pictures/<uuid:uuid>/<str:mark>/<int:width_px>",
        frame.frame_picture,
        name="frame_picture",
    ),
]
