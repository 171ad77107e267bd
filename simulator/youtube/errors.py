"""The YouTube Data API's way of saying no."""

from __future__ import annotations

from simulator.model import Json


class TubeError(Exception):
    """An error answer: HTTP status and reason as Google gives them."""

    def __init__(self, message: str, *, status: int, reason: str, domain: str = "youtube.comment") -> None:
        super().__init__(message)
        self.message, self.status, self.reason, self.domain = message, status, reason, domain
        self.fault = ""

    def body(self) -> Json:
        """The JSON of the answer."""
        details: Json = {"message": self.message, "domain": self.domain, "reason": self.reason}
        return {"error": {"code": self.status, "message": self.message, "errors": [details]}}

    @property
    def outcome(self) -> str:
        """For the log of calls: the armed fault, or `refused commentNotFound`."""
        return self.fault or f"refused {self.reason}"


def wrong_token() -> TubeError:
    return TubeError("Invalid Credentials", status=401, reason="authError", domain="global")


def quota_exceeded() -> TubeError:
    message = "The request cannot be completed because you have exceeded your quota."
    return TubeError(message, status=403, reason="quotaExceeded", domain="youtube.quota")


def too_fast() -> TubeError:
    message = "The request was rejected because it was made too soon after others."
    return TubeError(message, status=403, reason="rateLimitExceeded", domain="usageLimits")


def unavailable() -> TubeError:
    return TubeError("Backend Error", status=500, reason="backendError", domain="global")


def invalid(message: str, reason: str = "invalidValue") -> TubeError:
    return TubeError(message, status=400, reason=reason)


def forbidden(message: str) -> TubeError:
    return TubeError(message, status=403, reason="forbidden")


def not_found(reason: str = "commentNotFound") -> TubeError:
    return TubeError("The comment could not be found.", status=404, reason=reason)


def unknown_path() -> TubeError:
    return TubeError("Not Found", status=404, reason="notFound", domain="global")
