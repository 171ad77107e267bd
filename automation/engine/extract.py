"""What a text contains besides words: links, addresses, phone numbers, handles, hashtags, emoji.

All expressions are ours and linear; no user pattern is ever run by `re`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from automation.engine.view import MAX_CHARACTERS, Span

# Bare domains count for common endings only, so that "eind.Begin" is no link; nor is what follows
# an @: a handle or a mail address.
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>]+"
    r"|(?<![@\w.])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,5}(?:com|net|org|info|biz|shop|store|online|site|xyz|link|top|me|io|co|app|ly|gg"
    r"|nl|be|de|fr|eu|uk|ru|cn)\b(?:/[^\s<>]*)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@.])@[\w.]{0,29}\w")
_HASHTAG = re.compile(r"(?<![\w&#])#(\w{1,100})")
# International (+31 6 …, 0031 6 …), local with a trunk zero ((020) 123 4567, 06-12345678), and
# North American (555-123-4567). A gap is one sign, with a blank beside it at most.
_GAP = r"(?:[ .\-/]{1,3})?"
_PHONE = re.compile(
    r"(?<![\w.,+#/:-])(?<![€$£] )(?:"
    rf"(?:\+|00)[1-9]{_GAP}(?:\(0\){_GAP})?(?:\(?[0-9]\)?{_GAP}){{6,13}}[0-9]"
    rf"|\(?0[1-9](?:{_GAP}[()]?{_GAP}[0-9]){{6,9}}"
    r"|\(?[2-9][0-9]{2}\)?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4}"
    r")(?![\w€$£%]|[.,:/-][0-9])",
)
_DATE = re.compile(r"[0-9]{1,2}([-./])[0-9]{1,2}\1(?:19|20)[0-9]{2}(?![0-9])")
_ORDER = re.compile(
    r"(?:order|bestel|ticket|factuur|invoice|case|ref|track|klant|commande|auftrag|rechnung|pedido)[\w-]*"
    r"\W{0,3}(?:nr|nummer|number|no|id)?\W{0,3}$",
    re.IGNORECASE,
)
_MIN_DIGITS, _MAX_DIGITS = 8, 15
# Pictures by themselves, and signs that U+FE0F turns into pictures (UTS #51); joined by U+200D.
_PICTURE = (
    r"(?:[\u231a\u231b\u23e9-\u23f3\u25fd\u25fe\u2600-\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f004\U0001f0cf"
    r"\U0001f18e\U0001f191-\U0001f19a\U0001f201-\U0001f265\U0001f300-\U0001faff]\ufe0f?"
    r"|[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u2328\u23cf\u23f8-\u23fa\u24c2\u25aa-\u25fc\u2934-\u2b07"
    r"\u3030\u303d\u3297\u3299\U0001f170-\U0001f17f]\ufe0f)[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
)
_EMOJI = re.compile(rf"[\U0001f1e6-\U0001f1ff]{{2}}|[#*0-9]\ufe0f?\u20e3|{_PICTURE}(?:\u200d{_PICTURE})*")
_ADDRESS = re.compile(
    r"https?(?:://)?|www\.?|\S*://\S*|\S*@\S+|[\w.-]*\.[a-z]{2,24}(?:/\S*)?",
    re.IGNORECASE,
)
# Without these there can be no such thing; far cheaper to ask than to search for it.
_LINK_SIGN = re.compile(r"(?:[a-z0-9-]\.|:/)[a-z0-9/]", re.IGNORECASE)
_MANY_DIGITS = re.compile(r"(?:[0-9][ ()./-]{0,5}){7}[0-9]")


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link stands, and its domain: lower case, without `www.` and port."""

    span: Span
    domain: str


@dataclass(frozen=True, slots=True)
class Extracts:
    """What was found, as spans in the text, from left to right."""

    links: tuple[Link, ...]
    emails: tuple[Span, ...]
    phones: tuple[Span, ...]
    mentions: tuple[Span, ...]
    hashtags: tuple[Span, ...]
    emoji: tuple[Span, ...]


def extract(text: str) -> Extracts:
    """Return what the first MAX_CHARACTERS of a text contain."""
    text = text[:MAX_CHARACTERS]
    return Extracts(
        links=tuple(Link(span, domain_of(text[slice(*span)])) for span in link_spans(text)),
        emails=_spans(_EMAIL, text),
        phones=phone_spans(text),
        mentions=_spans(_MENTION, text),
        hashtags=_spans(_HASHTAG, text),
        emoji=_spans(_EMOJI, text),
    )


def link_spans(text: str) -> tuple[Span, ...]:
    """Return where links stand: with a scheme, with `www.`, or a bare domain of a common ending."""
    return _spans(_LINK, text)


def phone_spans(text: str) -> tuple[Span, ...]:
    """Return where phone numbers of 8 to 15 digits stand; dates, prices and order numbers are none."""
    return tuple(match.span() for match in _PHONE.finditer(text) if _is_phone(match))


def masked_spans(text: str) -> tuple[Span, ...]:
    """Return where links, e-mail, handles and phones stand, ordered and apart: no keyword counts there."""
    found: list[Span] = []
    if _LINK_SIGN.search(text):
        found.extend(link_spans(text))
    if "@" in text:
        found.extend(_spans(_EMAIL, text))
        found.extend(_spans(_MENTION, text))
    if _MANY_DIGITS.search(text):
        found.extend(phone_spans(text))
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def is_address(keyword: str) -> bool:
    """Whether a keyword asks for what is masked: (a part of) a link or e-mail address, a handle, a phone."""
    return bool(_ADDRESS.fullmatch(keyword)) or bool(phone_spans(keyword))


def domain_of(link: str) -> str:
    """Return the domain of a link, lower case, without `www.`, user and port."""
    host = re.split(r"[/?#]", re.sub(r"^https?://", "", link, flags=re.IGNORECASE), maxsplit=1)[0]
    host = host.rpartition("@")[2].partition(":")[0].lower().rstrip(".,;!)")
    return host.removeprefix("www.")


def _spans(expression: re.Pattern[str], text: str) -> tuple[Span, ...]:
    return tuple(match.span() for match in expression.finditer(text))


def _is_phone(match: re.Match[str]) -> bool:
    digits = sum(map(str.isdigit, match[0]))
    return (
        _MIN_DIGITS <= digits <= _MAX_DIGITS
        and not _DATE.match(match[0])
        and not _ORDER.search(match.string, max(0, match.start() - 30), match.start())
    )
