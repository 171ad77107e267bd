"""What a platform may answer instead of doing what we asked, and what arrives unreadable."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar


class PlatformError(Exception):
    """The platform did not do what we asked. `code` is stored and shown.

    `retryable`: a later try may succeed. `is_ambiguous`: the act may have been carried out nevertheless.
    """

    code: ClassVar[str] = "provider_error"
    retryable: ClassVar[bool] = False
    is_ambiguous: bool = False

    def __init__(self, message: str = "", *, platform_code: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").splitlines()[0])
        self.platform_code = platform_code


class Throttled(PlatformError):
    """The platform asks us to slow down."""

    code, retryable = "throttled", True

    def __init__(
        self, message: str = "", *, platform_code: str = "", retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message, platform_code=platform_code)
        self.retry_after = retry_after


class Transient(PlatformError):
    """The platform had a passing fault and did nothing."""

    code, retryable = "transient", True


class Ambiguous(PlatformError):
    """The connection broke before the answer: the act may have been carried out."""

    code, is_ambiguous = "ambiguous", True


class AuthExpired(PlatformError):
    """The channel's access was withdrawn or has expired: connect it again."""

    code = "auth_expired"


class Forbidden(PlatformError):
    """The connected account may not do this."""

    code = "forbidden"


class WindowClosed(PlatformError):
    """The time in which the platform allows an answer is over."""

    code = "window_closed"


class AlreadyDone(PlatformError):
    """The platform says that this was done before."""

    code = "already_done"


class TargetGone(PlatformError):
    """The message no longer exists on the platform."""

    code = "target_gone"


class NotAllowedHere(PlatformError):
    """The platform does not allow this act on this message."""

    code = "not_allowed_here"


class RecipientUnavailable(PlatformError):
    """The person cannot be reached."""

    code = "recipient_unavailable"


class Invalid(PlatformError):
    """The platform refused the request as malformed."""

    code = "invalid_request"


class Unsupported(PlatformError):
    """This platform has no such act."""

    code = "unsupported_on_platform"


class BadPayload(ValueError):
    """The payload is not of the shape this platform sends. Says what is wrong and where."""
