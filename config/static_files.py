"""How static files are named: by their content, modules that modules import included."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Without the switch a browser may join a new module to an old one that it kept."""

    support_js_module_import_aggregation = True
