from __future__ import annotations

from django.urls import path

from sessions_app.views import account

app_name = "sessions_app"

urlpatterns = [
    path("theme", account.theme, name="theme"),
    path("settings/tokens/new", account.new_token, name="new_token"),
    path("settings/tokens/<int:pk>/revoke", account.revoke_token, name="revoke_token"),
]
