"""The Graph API's way of saying no."""

from __future__ import annotations

from simulator.model import FACEBOOK, INSTAGRAM, WHATSAPP, Json

EXPIRED = "Error validating access token: Session has expired."
# What each product calls its hourly or daily use being up.
QUOTAS = {INSTAGRAM: 80002, FACEBOOK: 80001, WHATSAPP: 80007}
OAUTH, METHOD = "OAuthException", "GraphMethodException"


class GraphError(Exception):
    """An error answer: HTTP status, code and subcode as Meta gives them."""

    def __init__(
        self,
        message: str,
        *,
        code: int,
        subcode: int | None = None,
        status: int = 400,
        kind: str = OAUTH,
        is_transient: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.subcode = subcode
        self.status = status
        self.kind = kind
        self.is_transient = is_transient
        self.minutes = 0
        self.fault = ""

    def body(self) -> Json:
        """The JSON of the answer."""
        error: Json = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.is_transient:
            error["is_transient"] = True
        error["fbtrace_id"] = "AbCdEfGhIjK"
        return {"error": error}

    @property
    def outcome(self) -> str:
        """For the log of calls: the armed fault, or `refused 10/2534022`."""
        if self.fault:
            return self.fault
        return f"refused {self.code}" + (f"/{self.subcode}" if self.subcode is not None else "")


def invalid(message: str) -> GraphError:
    return GraphError(f"(#100) {message}", code=100)


def forbidden(message: str) -> GraphError:
    return GraphError(f"(#200) {message}", code=200, status=403)


def unknown_object(object_id: str) -> GraphError:
    """Never existed, is gone, or is somebody else's: Meta does not tell which."""
    message = (
        f"Unsupported request. Object with ID '{object_id}' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation"
    )
    return GraphError(message, code=100, subcode=33, kind=METHOD)


def unknown_path(path: str) -> GraphError:
    return GraphError(f"Unknown path components: {path}", code=2500)


def unsupported(method: str) -> GraphError:
    return GraphError(f"Unsupported {method.lower()} request.", code=100, kind=METHOD)


def wrong_token() -> GraphError:
    return GraphError("Invalid OAuth access token - Cannot parse access token", code=190, status=401)


def expired_token() -> GraphError:
    return GraphError(EXPIRED, code=190, subcode=463, status=401)


def throttled() -> GraphError:
    return GraphError("(#4) Application request limit reached", code=4, status=403, is_transient=True)


def quota_exceeded(platform: str) -> GraphError:
    code = QUOTAS[platform]
    return GraphError(f"(#{code}) There have been too many calls from this account", code=code, status=400)


def unavailable() -> GraphError:
    return GraphError(
        "Service temporarily unavailable", code=2, subcode=1545133, status=500, is_transient=True
    )


def outside_window(platform: str) -> GraphError:
    if platform == WHATSAPP:
        words = "(#131047) More than 24 hours have passed since the customer last replied"
        return GraphError(words, code=131047)
    subcode = 2018278 if platform == FACEBOOK else 2534022
    return GraphError("(#10) This message is sent outside of allowed window.", code=10, subcode=subcode)


def private_reply_used() -> GraphError:
    return GraphError("(#10) Private reply already sent for this comment.", code=10, subcode=2534025)


def unknown_recipient() -> GraphError:
    return GraphError("(#100) The requested user cannot be found.", code=100, subcode=2534014)
