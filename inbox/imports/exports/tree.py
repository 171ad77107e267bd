"""The files of an export, whether it is a folder, a ZIP archive or one file.

Strangers make archives: what is too large, too dense or leads elsewhere is refused before it is unpacked, and
a damaged one as soon as the damage shows.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from inbox.imports.lines import UnusableFile

# Media files count here; they cost no more than their name.
MAX_FILES = 200_000
# Every thread has a file of its own, or several.
MAX_READABLE = 50_000
# An archive's list of files is taken into memory before they can be counted.
MAX_LIST = 32 * 1024 * 1024
MAX_FILE = 64 * 1024 * 1024
MAX_RATIO = 200
READABLE = (".json", ".csv")
LIKELY = re.compile(r"messag|comment|reacti|user_data|kommentar|youtube.*\.csv$", re.IGNORECASE)
# What zipfile and the libraries below it raise when one byte is not what it was.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    LookupError,
    ArithmeticError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class File:
    """One readable file: its path within the export, its size in bytes, and its place in an archive."""

    path: PurePosixPath
    size: int
    entry: zipfile.ZipInfo | None = None

    @property
    def is_likely(self) -> bool:
        """Whether its name says that it holds messages or comments."""
        return bool(LIKELY.search(str(self.path)))


class Tree:
    """An opened export. Media files in it are never touched.

    `left_out` are large files of something else: a year of places or songs is no reason to refuse the rest.
    """

    def __init__(self, place: Path, archive: zipfile.ZipFile | None = None) -> None:
        self._place = place
        self._archive = archive
        self._files: list[File] | None = None
        self.left_out: set[PurePosixPath] = set()

    def files(self) -> list[File]:
        """Return every file to read, in order of its path. Raise UnusableFile for a bad archive."""
        if self._files is None:
            found = list(islice(self._in_archive() if self._archive else self._in_folder(), MAX_READABLE + 1))
            if len(found) > MAX_READABLE:
                raise UnusableFile(f"It has more than {MAX_READABLE:,} files of JSON or CSV.")
            self._files = sorted(filter(self._is_of_use, found), key=lambda file: file.path)
        return self._files

    def read(self, file: File) -> bytes:
        """Return a file's content. Raise UnusableFile when it is damaged or has more than it said."""
        if self._archive and file.entry:
            # By its entry, not by its name: two may have the same one.
            with _unpacking(file.path), self._archive.open(file.entry) as packed:
                content = packed.read(MAX_FILE + 1)
        else:
            target = self._place if self._place.is_file() else self._place / file.path
            with target.open("rb") as plain:
                content = plain.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise _too_large(file)
        return content

    def _is_of_use(self, file: File) -> bool:
        if file.size <= MAX_FILE:
            return True
        if file.is_likely:
            raise _too_large(file)
        self.left_out.add(file.path)
        return False

    def _in_archive(self) -> Iterator[File]:
        assert self._archive is not None  # asked for archives only
        entries = self._archive.infolist()
        if len(entries) > MAX_FILES:
            raise UnusableFile(f"The archive has {len(entries):,} files; at most {MAX_FILES:,} are taken.")
        for entry in entries:
            if entry.filename.lower().endswith(READABLE):
                yield _checked(entry)

    def _in_folder(self) -> Iterator[File]:
        if self._place.is_file():
            yield File(PurePosixPath(self._place.name), self._place.stat().st_size)
            return
        for count, path in enumerate(self._place.rglob("*")):
            if count >= MAX_FILES:
                raise UnusableFile(f"The folder has more than {MAX_FILES:,} files.")
            # A link may lead anywhere on this machine.
            is_ours = not path.is_symlink() and path.resolve().is_relative_to(self._place.resolve())
            if is_ours and path.is_file() and path.suffix.lower() in READABLE:
                yield File(PurePosixPath(path.relative_to(self._place).as_posix()), path.stat().st_size)


@contextmanager
def open_tree(place: Path) -> Iterator[Tree]:
    """Open a folder, a ZIP archive or a single file. Raise UnusableFile when it is none."""
    if not place.exists():
        raise UnusableFile(f"There is no {place}.")
    if place.is_dir() or not is_archive(place):
        yield Tree(place)
        return
    with _opened(place) as archive:
        yield Tree(place, archive)


def is_archive(place: Path) -> bool:
    """Whether a file is a ZIP archive. Raise UnusableFile when its list of files is damaged or endless."""
    with place.open("rb") as stream, _unpacking(_("The archive")):
        # What `zipfile.is_zipfile` asks as well; it has the size of the list, which ZipFile reads at once.
        end = zipfile._EndRecData(stream)  # type: ignore[attr-defined]
    if end and end[zipfile._ECD_SIZE] > MAX_LIST:  # type: ignore[attr-defined]
        raise UnusableFile(f"The archive has far more than {MAX_FILES:,} files.")
    return bool(end)


def _opened(place: Path) -> zipfile.ZipFile:
    with _unpacking(_("The archive")):
        return zipfile.ZipFile(place)


def _checked(entry: zipfile.ZipInfo) -> File:
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
        raise UnusableFile(f"The archive holds a path that leads out of it: {entry.filename[:100]}.")
    if entry.file_size > MAX_RATIO * max(entry.compress_size, 1024):
        raise UnusableFile(f"{path} is packed so densely that it must be a trap.")
    return File(path, entry.file_size, entry)


@contextmanager
def _unpacking(what: object) -> Iterator[None]:
    """Turn whatever a damaged archive makes of its reader into the reason to refuse it."""
    try:
        yield
    except DAMAGE as error:
        told = _("%(file)s is damaged or cannot be unpacked: %(error)s.")
        raise UnusableFile(told % {"file": what, "error": error}) from error


def _too_large(file: File) -> UnusableFile:
    told = _("%(file)s has more than %(most)s MB.")
    return UnusableFile(told % {"file": file.path, "most": MAX_FILE // 2**20})
