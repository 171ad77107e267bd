"""Every setting, read from the environment. Any `NAME` may also be given as `NAME_FILE`.

With nothing set, this is the embedded installation: SQLite, a Valkey of our
own, secrets made on first start, all below `DATA_DIR`.
"""

from __future__ import annotations

from pathlib import Path
from wsgiref.headers import Headers

import environ
from csp.constants import NONE, SELF

from config.local_secrets import local_secrets
from config.logs import logging_config
from config.runtime import valkey_socket
from platforms.registry import CONNECTORS

env = environ.FileAwareEnv()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var").resolve()
_local = local_secrets(DATA_DIR) if not env.str("SECRET_KEY", default="") else {}

SECRET_KEY = env.str("SECRET_KEY", default="") or _local["secret_key"]
# Newest first; older ones still decrypt. See docs/self-hosting.md.
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[]) or [_local["encryption_key"]]

DEBUG = env.bool("DEBUG", default=False)
# Where the public reaches this installation: tracked links in replies begin with it.
PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
IS_SECURE = env.bool("HTTPS", default=False)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "config",
    "accounts",
    "inbox",
    "automation",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    # Before what adds headers that say nothing of a script or a picture: forty files make a page.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.compression.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.languages.PersonLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
    "config.threads.one_thread",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/earful.sqlite3")}
IS_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if IS_SQLITE:
    # IMMEDIATE: a transaction that reads first and writes later would otherwise
    # fail with "database is locked" instead of waiting its turn.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=0)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Broker, cache and live events

REDIS_URL = env.str("REDIS_URL", default="") or f"unix://{valkey_socket(DATA_DIR)}"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "earful",
    }
}

# Static files

WHITENOISE_ALLOW_ALL_ORIGINS = False


def _no_sniffing(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


WHITENOISE_ADD_HEADERS_FUNCTION = _no_sniffing

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# Without one, a mail server that is silent would hold a worker for ever.
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Earful <earful@localhost>")

# Browser security

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_SECURE
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
# Signed deliveries need no TLS of ours, and probes come from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$", r"^webhooks/"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Texts, time and static files

LANGUAGE_CODE = "en"
# In each language's own words: people look for theirs. docs/translating.md says how to add one.
LANGUAGES = [("en", "English"), ("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or DATA_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "inbox.static_files.ModuleStorage"},
}
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# REST API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.IsMember"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "config.pagination.NewestFirst",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env.str("API_RATE", default="600/min")},
    "EXCEPTION_HANDLER": "config.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Earful",
    "DESCRIPTION": "The inbox for every comment and direct message that a brand receives.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "JobStatusEnum": "inbox.models.Job.Status",
        "InOrNotEnum": [("in", "in"), ("not_in", "not_in")],
    },
}

# Platforms. Secrets are lists, newest first: two are valid while one is rotated.

PLATFORM_APPS = {
    slug: {
        "secrets": env.list(f"{slug.upper()}_APP_SECRETS", default=[]),
        "verify_token": env.str(f"{slug.upper()}_VERIFY_TOKEN", default=""),
    }
    for slug in CONNECTORS
}
WEBHOOK_MAX_BYTES = 1024 * 1024
# Files to import, until they are: web and workers share the folder.
UPLOADS_DIR = FILE_UPLOAD_TEMP_DIR = env.str("UPLOADS_DIR", default="") or str(DATA_DIR / "uploads")
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=1024**3)
# Nobody was asked who they are when a form is read: a file is small enough for memory, or it is passed over.
# Only the page *Import* writes to disk, once it knows who asks (inbox.uploads.views).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 3 * WEBHOOK_MAX_BYTES
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * WEBHOOK_MAX_BYTES
# For development: a team's own webhooks may then be http, and on this machine or network.
WEBHOOKS_MAY_BE_LOCAL = env.bool("WEBHOOKS_MAY_BE_LOCAL", default=DEBUG)
SIMULATOR_URL = env.str("SIMULATOR_URL", default="")
SIMULATOR_SECRET = env.str("SIMULATOR_APP_SECRET", default="")
SIMULATOR_VERIFY_TOKEN = env.str("SIMULATOR_VERIFY_TOKEN", default="")
SIMULATOR_TOKEN = env.str("SIMULATOR_ACCESS_TOKEN", default="")
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="") or _local.get("demo_password", "")

# Work

CALL_LEASE_SECONDS = env.int("CALL_LEASE_SECONDS", default=60)
RECONCILE_AFTER_SECONDS = env.int("RECONCILE_AFTER_SECONDS", default=30)
# How long a text that a person sends on a page waits, so that it can be taken back; 0 sends it at once.
UNDO_SECONDS = env.int("UNDO_SECONDS", default=8)
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=5)
RAW_DELIVERY_DAYS = env.int("RAW_DELIVERY_DAYS", default=30)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

LOGGING_CONFIG = None
logging_config(level=env.str("LOG_LEVEL", default="INFO"), as_json=env.bool("LOG_JSON", default=False))
