"""The files of an export, whether it is a folder, a ZIP archive or one file.

Strangers make archives: what is too large, too dense or leads elsewhere is refused before it is unpacked.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from inbox.imports.lines import UnusableFile

MAX_FILES = 500_000
MAX_FILE = 64 * 1024 * 1024
MAX_RATIO = 200
READABLE = (".json", ".csv")


@dataclass(frozen=True, slots=True)
class File:
    """One readable file: its path within the export, and its size in bytes."""

    path: PurePosixPath
    size: int


class Tree:
    """An opened export. Media files in it are never touched."""

    def __init__(self, place: Path, archive: zipfile.ZipFile | None = None) -> None:
        self._place = place
        self._archive = archive

    def files(self) -> Iterator[File]:
        """Yield every readable file, in order of its path. Raise UnusableFile for a bad archive."""
        found = self._in_archive() if self._archive else self._in_folder()
        yield from sorted(found, key=lambda file: file.path)

    def read(self, file: File) -> bytes:
        """Return a file's content. Raise UnusableFile when it has more than it said."""
        with self._open(file) as stream:
            content = stream.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise UnusableFile(f"{file.path} has more than {MAX_FILE // 2**20} MB.")
        return content

    @contextmanager
    def _open(self, file: File) -> Iterator[BinaryIO]:
        try:
            if self._archive:
                with self._archive.open(str(file.path)) as packed:
                    yield packed  # type: ignore[misc]  # what ZipFile opens reads bytes
            else:
                target = self._place if self._place.is_file() else self._place / file.path
                with target.open("rb") as plain:
                    yield plain
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise UnusableFile(f"{file.path} cannot be unpacked: {error}.") from error

    def _in_archive(self) -> Iterator[File]:
        assert self._archive is not None  # asked for archives only
        entries = self._archive.infolist()
        if len(entries) > MAX_FILES:
            raise UnusableFile(f"The archive has {len(entries):,} files; at most {MAX_FILES:,} are taken.")
        for entry in entries:
            path = PurePosixPath(entry.filename)
            if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
                raise UnusableFile(f"The archive holds a path that leads out of it: {entry.filename[:100]}.")
            if entry.is_dir() or path.suffix.lower() not in READABLE:
                continue
            if entry.file_size > MAX_RATIO * max(entry.compress_size, 1024):
                raise UnusableFile(f"{path} is packed so densely that it must be a trap.")
            yield File(path, entry.file_size)

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
    if place.is_dir() or not zipfile.is_zipfile(place):
        yield Tree(place)
        return
    try:
        with zipfile.ZipFile(place) as archive:
            yield Tree(place, archive)
    except zipfile.BadZipFile as error:
        raise UnusableFile(f"The archive is damaged: {error}.") from error
