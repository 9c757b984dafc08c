from __future__ import annotations

from django.urls import path

from sessions_app.views import account, memories, sessions, shared

app_name = "sessions_app"

urlpatterns = [
    path("theme", account.theme, name="theme"),
    path("settings/tokens/new", account.new_token, name="new_token"),
    path("settings/tokens/<int:pk>/", account.change_token, name="change_token"),
    path("settings/tokens/<int:pk>/revoke", account.revoke_token, name="revoke_token"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/new", sessions.new_session, name="new_session"),
    path("sessions/<int:pk>/rename", sessions.rename_session, name="rename_session"),
    path("sessions/<int:pk>/archive", sessions.archive_session, name="archive_session"),
    path("sessions/<int:pk>/save", sessions.save_session, name="save_session"),
    path("sessions/<int:pk>/delete", sessions.delete_session, name="delete_session"),
    path("sessions/<int:pk>/restore", sessions.restore_session, name="restore_session"),
    path("images/<int:pk>/refine", sessions.refine_image, name="refine_image"),
    path("shared/<str:token>/", shared.shared, name="shared"),
    path(
        "shared/<str:token>/images/<int:pk>/<int:width_px>",
        shared.shared_image,
        name="shared_image",
    ),
    path("memories/", memories.memories, name="memories"),
    path("memories/new", memories.new_memory, name="new_memory"),
    path("memories/export", memories.export_memories, name="export_memories"),
    path("memories/import", memories.import_memories, name="import_memories"),
    path("memories/<int:pk>/", memories.memory, name="memory"),
    path("memories/<int:pk>/pin", memories.pin_memory, name="pin_memory"),
    path("memories/<int:pk>/mark", memories.mark_memory, name="mark_memory"),
    path("memories/<int:pk>/delete", memories.delete_memory, name="delete_memory"),
    path("memories/<int:pk>/restore", memories.restore_memory, name="restore_memory"),
]
