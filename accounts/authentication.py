"""`Authorization: Bearer …` for the REST API."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User

# Writing the time of every request would make each read a write.
LAST_USED_STEP = timedelta(minutes=1)


class TokenAuthentication(BaseAuthentication):
    """Sets `request.user` to the person and `request.auth` to their membership."""

    keyword = b"bearer"

    def authenticate(self, request: Request) -> tuple[User, object] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != self.keyword:
            return None
        if len(parts) != 2:
            raise AuthenticationFailed("Send one token: `Authorization: Bearer <token>`.")
        row = self._find(parts[1])
        self._mark_used(row)
        return row.membership.user, row.membership

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def _find(self, token: bytes) -> ApiToken:
        rows = ApiToken.objects.usable().select_related("membership__user", "membership__workspace")
        try:
            return rows.get(digest=ApiToken.digest_of(token.decode("latin-1")))
        except ApiToken.DoesNotExist:
            raise AuthenticationFailed(
                "This token is unknown or has expired. Make one with `manage.py token create EMAIL`."
            ) from None

    def _mark_used(self, row: ApiToken) -> None:
        now = timezone.now()
        if row.last_used_at is None or row.last_used_at < now - LAST_USED_STEP:
            ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped library
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
