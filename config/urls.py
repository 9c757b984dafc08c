from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config import health
from config.api import api
from config.api.docs import docs

admin.site.site_header = admin.site.site_title = "Musa"
admin.site.index_title = "Administration"
# One door with one limit on guessing: the admin's own sign-in page leads to it.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("site_builder.urls")),
    path("", include("studio.urls")),
    path("", include("gallery.urls")),
    path("", include("sessions_app.urls")),
    path("accounts/", include("sessions_app.account_urls")),
    path("admin/", admin.site.urls),
    path("api/docs", docs, name="api_docs"),
    path("api/", api.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler500 = "config.errors.server_error"
handler429 = "config.errors.too_many_requests"
