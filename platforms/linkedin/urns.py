"""LinkedIn's names of things: `urn:li:comment:(urn:li:activity:7000,7001)` is comment 7001 below 7000.

https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/urns
"""

from __future__ import annotations

from dataclasses import dataclass

from platforms.reading import NotUnderstood, shown

COMMENT, NAMESPACE = "urn:li:comment:", "urn:li:"


@dataclass(frozen=True, slots=True)
class CommentUrn:
    """A comment by where it stands (the activity, share or post) and its number there."""

    place: str
    number: str

    def __str__(self) -> str:
        return f"{COMMENT}({self.place},{self.number})"


def read_comment(urn: str) -> CommentUrn:
    """Take a comment's name apart. Raise NotUnderstood when it is none.

    Notifications leave `urn:li:` out inside the brackets and the API does not: both become the same name.
    """
    place, comma, number = urn.removeprefix(COMMENT).removeprefix("(").removesuffix(")").rpartition(",")
    if not urn.startswith(f"{COMMENT}(") or not urn.endswith(")") or not (place and comma and number):
        raise NotUnderstood(f"not the name of a comment: {shown(urn)}")
    return CommentUrn(place if place.startswith(NAMESPACE) else NAMESPACE + place, number)
