from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GalleryConfig(AppConfig):
    name = "gallery"
    verbose_name = "Gallery"

    def ready(self) -> None:
        from gallery import files, search  # models are there only now

        files.follow_rows()
        post_migrate.connect(search.keep_index, sender=self, dispatch_uid="gallery.search")
