from __future__ import annotations


class Refused(Exception):
    """The act is not possible. `code` is one of docs/rules.md; the text says what to do."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
