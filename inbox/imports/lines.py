"""The lines of a file that a person chose: of any size, in any encoding, perhaps no text at all.

No more than one line of at most 1 MB is in memory at a time.
"""

from __future__ import annotations

import codecs
import string
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

MAX_LINE = 1024 * 1024
SHOWN_OF_LONG = 200
OR_ITS_ENCODING = "or choose its encoding."
SIGNATURES = (
    (
        b"PK\x03\x04",
        gettext_noop("a ZIP archive or an Excel workbook. Unpack it, or save the sheet as “CSV UTF-8”"),
    ),
    (b"PK\x05\x06", gettext_noop("an empty ZIP archive")),
    (b"\x1f\x8b", gettext_noop("a gzip file. Unpack it first")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("an old Excel workbook. Save the sheet as “CSV UTF-8”")),
    (b"%PDF", gettext_noop("a PDF document")),
    (b"\xff\xfe", gettext_noop("UTF-16 text. Save it as UTF-8 (in Excel: “CSV UTF-8”)")),
    (b"\xfe\xff", gettext_noop("UTF-16 text. Save it as UTF-8 (in Excel: “CSV UTF-8”)")),
    (b"<!doctype", gettext_noop("a web page. Was the download a login screen?")),
    (b"<html", gettext_noop("a web page. Was the download a login screen?")),
    (b"<?xml", gettext_noop("an XML file")),
)


class UnusableFile(ValueError):
    """Nothing of the file can be imported. Says what was found and what to do.

    `hint` is what to do at a command line.
    """

    def __init__(self, problem: str, *, hint: str = "") -> None:
        super().__init__(problem)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its line end. With a `problem`, `text` is only for showing.

    `is_cut`  too long to be kept: `text` is only its beginning.
    `size`    how many bytes it takes in the file.
    """

    number: int
    text: str
    problem: str = ""
    is_cut: bool = False
    size: int = 0


class Lines:
    """Numbered lines. What was taken can be given back, to be read again in another way."""

    def __init__(self, stream: BinaryIO, *, encoding: str = "utf-8") -> None:
        """Raise UnusableFile when the stream is no text or the encoding is not usable."""
        self.encoding = _usable(encoding)
        self.bytes_read = 0
        self._stream = stream
        self._number = 0
        self._given_back: deque[Line] = deque()
        self._ahead = self._read()
        self._check_start()

    def __iter__(self) -> Iterator[Line]:
        return self

    def __next__(self) -> Line:
        if self._given_back:
            return self._given_back.popleft()
        raw, self._ahead = self._ahead or self._read(), b""
        if not raw:
            raise StopIteration
        self._number += 1
        if len(raw) > MAX_LINE:
            size = len(raw) + self._skip_rest(raw)
            start = raw[:SHOWN_OF_LONG].decode(self.encoding, "replace")
            return Line(self._number, start, "the line is longer than 1 MB.", is_cut=True, size=size)
        return self._decoded(raw)

    def give_back(self, lines: Iterable[Line]) -> None:
        self._given_back.extendleft(reversed(list(lines)))

    def mark(self) -> tuple[int, int]:
        """Return where the next line begins, in bytes, and how many lines are before it."""
        unread = len(self._ahead) + sum(line.size for line in self._given_back)
        return self.bytes_read - unread, self._number - len(self._given_back)

    def go_to(self, mark: tuple[int, int]) -> None:
        """Go on at a mark that was taken behind the first line of the same file."""
        offset, self._number = mark
        self._stream.seek(offset)
        self.bytes_read, self._ahead = offset, b""
        self._given_back.clear()

    def _read(self) -> bytes:
        raw = self._stream.readline(MAX_LINE + 1)
        self.bytes_read += len(raw)
        return raw

    def _skip_rest(self, raw: bytes) -> int:
        """Read on to the end of the line; return how many bytes that was."""
        size = 0
        while raw and not raw.endswith(b"\n"):
            raw = self._read()
            size += len(raw)
        return size

    def _decoded(self, raw: bytes) -> Line:
        try:
            return Line(self._number, raw.decode(self.encoding), size=len(raw))
        except UnicodeError as error:
            byte = f"byte 0x{raw[error.start]:02X} " if isinstance(error, UnicodeDecodeError) else ""
            found = f"not {self.encoding} ({byte}in line {self._number})."
            problem = f"{found} Save the file as UTF-8, {OR_ITS_ENCODING}"
            # What is not ASCII becomes lone surrogates, so that commas and quotes still count.
            return Line(self._number, raw.decode("ascii", "surrogateescape"), problem, size=len(raw))

    def _check_start(self) -> None:
        start = self._ahead
        for signature, found in SIGNATURES:
            if start[:16].lower().startswith(signature.lower()):
                raise UnusableFile(
                    _("This is %(what)s. CSV and JSON Lines can be imported.") % {"what": _(found)}
                )
        if b"\0" in start:
            raise UnusableFile(_("This is no text, or UTF-16. CSV and JSON Lines in UTF-8 can be imported."))
        if b"\r" in start.rstrip(b"\r\n") and b"\n" not in start:
            raise UnusableFile(_("The lines end as on old Macs (CR only). Save it with ordinary line ends."))
        if start.startswith(codecs.BOM_UTF8):
            self.encoding = "utf-8"
            self._ahead = start.removeprefix(codecs.BOM_UTF8)


def _usable(encoding: str) -> str:
    """Return the encoding when it writes ASCII, and so line ends, as single bytes."""
    try:
        name = codecs.lookup(encoding).name
        if string.printable.encode(name) == string.printable.encode("ascii"):
            return name
    except (LookupError, ValueError):
        raise UnusableFile(
            f"There is no encoding {encoding!r}. Common ones are utf-8, cp1252 and latin-1."
        ) from None
    raise UnusableFile(f"Files in {encoding} cannot be read line by line. Save the file as UTF-8.")
