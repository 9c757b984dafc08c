from __future__ import annotations

from site_builder.models.outside_picture import (
    Outside,
    OutsidePicture,
    OutsidePictureQuerySet,
)
from site_builder.models.planned_image import PlannedImage, PlannedImageQuerySet, Quality
from site_builder.models.site import MAX_PARALLEL, MAX_SITE_NAME, Site, SiteQuerySet
from site_builder.models.site_export import ExportStatus, SiteExport, SiteExportQuerySet
from site_builder.models.site_spec import Origin, SiteSpec, SiteSpecQuerySet
from site_builder.models.translation import MAX_TRANSLATION, Translation

__all__ = [
    "MAX_PARALLEL",
    "MAX_SITE_NAME",
    "MAX_TRANSLATION",
    "ExportStatus",
    "Origin",
    "Outside",
    "OutsidePicture",
    "OutsidePictureQuerySet",
    "PlannedImage",
    "PlannedImageQuerySet",
    "Quality",
    "Site",
    "SiteExport",
    "SiteExportQuerySet",
    "SiteQuerySet",
    "SiteSpec",
    "SiteSpecQuerySet",
    "Translation",
]
