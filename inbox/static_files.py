from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class ModuleStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped library
    """Names files by their content, and what our modules import too: no mix of two versions.

    Only ours: third-party modules import names that are no files.
    """

    support_js_module_import_aggregation = True
    # One pass for each module between the first and the deepest that it imports.
    max_post_process_passes = 20
    _js_module_import_aggregation_patterns = (
        "inbox/js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
