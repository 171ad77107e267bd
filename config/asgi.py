"""All pages and the event stream, for uvicorn."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

from django.conf import settings  # noqa: E402 - there are settings only now

from config.body_limit import BodyLimit  # noqa: E402

application = BodyLimit(
    django_application,
    most=settings.FILE_UPLOAD_MAX_MEMORY_SIZE,
    # A form around the file costs a little.
    most_uploaded=settings.UPLOAD_MAX_BYTES + 2**20,
)
