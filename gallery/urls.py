from __future__ import annotations

from django.urls import path

from gallery import views

app_name = "gallery"

urlpatterns = [
    path("media/images/<str:name>", views.file, name="file"),
]
