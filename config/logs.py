"""One log format for every process: readable lines by default, JSON in production."""

from __future__ import annotations

import logging
import logging.config
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# A key that holds one of these words never reaches a log with its value.
SECRET_WORDS = ("token", "secret", "password", "authorization", "signature", "cookie", "credentials")

LEVELS = {
    # What these say at INFO is said better by our own lines, or is not worth one.
    **{
        name: {"level": "WARNING"}
        for name in (
            *("httpx", "httpcore", "uvicorn", "celery.app.trace", "celery.beat", "celery.worker.strategy"),
            "django_structlog.celery.receivers",
        )
    },
    # It warns each time somebody closes a page with an event stream.
    "django_structlog.middlewares.request": {"level": "ERROR"},
    # At WARNING it prints a stack for every 404 that somebody asks for.
    "django.request": {"level": "ERROR"},
}


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blank the values of keys that name a secret."""
    for key in event:
        if any(word in key.lower() for word in SECRET_WORDS):
            event[key] = "[redacted]"
    return event


def logging_config(*, level: str, as_json: bool) -> None:
    """Route structlog and the standard library's loggers to stdout in one format."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]
    line = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_ending(as_json)],
        "foreign_pre_chain": shared,
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": line},
            "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stdout"], "level": level},
            "loggers": LEVELS,
        }
    )
    structlog.configure(
        processors=[
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _ending(as_json: bool) -> list[Any]:
    """Return the last processors, which make a line of an event."""
    if as_json:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    # The default draws boxes around the source of every frame: two seconds of CPU an exception.
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
