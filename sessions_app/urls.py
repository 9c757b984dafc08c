from __future__ import annotations

from django.urls import path

from sessions_app import views

app_name = "sessions_app"

urlpatterns = [
    path("theme", views.theme, name="theme"),
    path("settings/tokens/new", views.new_token, name="new_token"),
    path("settings/tokens/<int:pk>/revoke", views.revoke_token, name="revoke_token"),
]
