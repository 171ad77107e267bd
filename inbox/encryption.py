"""Secrets at rest: JSON in a column, encrypted with a key that can be rotated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

if TYPE_CHECKING:
    TextField = models.TextField[Any, Any]
else:
    TextField = models.TextField


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


class EncryptedJSONField(TextField):
    """Holds a JSON value that is encrypted in the database. Cannot be searched.

    Reading raises ImproperlyConfigured when no key of `ENCRYPTION_KEYS` fits.
    """

    # Tells django-stubs that the column holds JSON, not text.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return _opened(value) if value else {}

    def get_prep_value(self, value: Any) -> str:
        return _fernet().encrypt(json.dumps(value or {}).encode()).decode()

    def value_to_string(self, obj: models.Model) -> str:
        """Return what `dumpdata` writes: a file of it holds no secret in the open."""
        return self.get_prep_value(self.value_from_object(obj))

    def to_python(self, value: Any) -> Any:
        """Return the JSON; text is what `value_to_string` wrote, read by `loaddata`."""
        return _opened(value) if isinstance(value, str) and value else value


def _opened(written: str) -> Any:
    try:
        return json.loads(_fernet().decrypt(written.encode()))
    except InvalidToken:
        raise ImproperlyConfigured(
            "No key in ENCRYPTION_KEYS opens a stored credential. Add the key it was written with."
        ) from None
