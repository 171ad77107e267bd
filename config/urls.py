from __future__ import annotations

from django.urls import include, path

from accounts import views
from accounts.admin_site import site
from config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", include("config.api")),
    path("", views.home, name="home"),
    path("", include("inbox.urls")),
    path("", include("automation.urls")),
    path("admin/", site.urls),
    path("accounts/", include("allauth.urls")),
]
