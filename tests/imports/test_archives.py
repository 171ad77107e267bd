"""Archives as strangers make them: damaged, odd, too large. They give rows or a reason, never a crash."""

from __future__ import annotations

import contextlib
import io
import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.imports.exports import tree as trees
from inbox.imports.exports.reading import Export, look_through, open_export
from inbox.imports.exports.tree import open_tree
from inbox.imports.lines import UnusableFile

SAMPLES = Path(__file__).parent / "samples"
ME = "Bakkerij Voorbeeld 🥐"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
HEADER = "Comment ID,Comment Create Timestamp,Comment Text"


def rows_of(place: Path, owner: str = ME) -> list[dict[str, Any]]:
    with open_tree(place) as tree:
        return [dict(row.values) for row in open_export(tree, owner=owner).rows()]


def packed(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as file:
        for name in ("instagram_2021", "youtube"):
            for path in sorted((SAMPLES / name).rglob("*.*")):
                file.write(path, path.relative_to(SAMPLES / name))
    return archive.getvalue()


def archive_of(place: Path, **files: object) -> Path:
    """Write an archive with one comment, and these files as well."""
    with zipfile.ZipFile(place / "x.zip", "w") as archive:
        archive.write(SAMPLES / "instagram_2020" / "comments.json", "comments.json")
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, bytes) else json.dumps(content))
    return place / "x.zip"


def thread(*names: str, sender: str = "", words: str = "Hoi") -> dict[str, object]:
    told = [{"sender_name": sender or names[0], "timestamp_ms": 1_767_262_000_000, "content": words}]
    return {"participants": [{"name": name} for name in names], "messages": told}


@settings(max_examples=300)
@given(method=st.sampled_from(METHODS), data=st.data())
def test_it_gives_rows_or_a_reason_whichever_byte_is_another(
    tmp_path_factory: Any, method: int, data: st.DataObject
) -> None:
    content = bytearray(packed(method))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    place = tmp_path_factory.getbasetemp() / "damaged.zip"
    place.write_bytes(content)
    with contextlib.suppress(UnusableFile):
        rows_of(place)


@settings(max_examples=60)
@given(st.integers(0, len(packed()) - 1))
def test_it_gives_rows_or_a_reason_wherever_it_is_cut_off(tmp_path_factory: Any, end: int) -> None:
    place = tmp_path_factory.getbasetemp() / "cut.zip"
    place.write_bytes(packed()[:end])
    with contextlib.suppress(UnusableFile):
        rows_of(place)


def test_it_says_that_a_table_has_an_endless_cell(tmp_path: Path) -> None:
    cells = "".join(f"Ug{number},2026-01-01T10:00:00Z,Hoi\n" for number in range(60))
    (tmp_path / "comments.csv").write_text(f'{HEADER}\n{cells}Ug1,2026-01-01T10:00:00Z,"{"x" * 140_000}"\n')
    with pytest.raises(UnusableFile, match="field larger"):
        rows_of(tmp_path)


def test_it_reads_names_that_begin_with_a_dot(tmp_path: Path) -> None:
    [comment, direct] = rows_of(archive_of(tmp_path, **{"./messages/lotte_1/m.json": thread("Lotte", ME)}))
    assert (comment["kind"], direct["thread_id"], direct["text"]) == ("comment", "lotte_1", "Hoi")


def test_it_reads_both_of_two_files_with_one_name(tmp_path: Path) -> None:
    place = archive_of(tmp_path)
    with warnings.catch_warnings(), zipfile.ZipFile(place, "a") as archive:
        warnings.simplefilter("ignore")
        for words in ("een", "twee"):
            archive.writestr("messages/lotte_1/m.json", json.dumps(thread("Lotte", ME, words=words)))
    assert [row["text"] for row in rows_of(place)][1:] == ["een", "twee"]


def test_it_leaves_out_a_large_file_of_something_else(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(trees, "MAX_FILE", 5_000)
    place = archive_of(tmp_path, **{"Location History/Records.json": [1] * 5_000})
    with open_tree(place) as tree:
        assert len(list(open_export(tree).rows())) == 1
        assert [str(path) for path in tree.left_out] == ["Location History/Records.json"]


def test_it_refuses_messages_that_are_too_large_before_it_reads_any(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(trees, "MAX_FILE", 5_000)
    place = archive_of(tmp_path, **{"messages/lotte_1/m.json": thread("Lotte", ME, words="x" * 5_000)})
    with open_tree(place) as tree, pytest.raises(UnusableFile, match=r"m\.json has more than"):
        tree.files()


def test_it_does_not_mind_how_pictures_are_called(tmp_path: Path) -> None:
    pictures = {"media/12:30.jpg": b"\xff\xd8", "media\\cake.jpg": b"\xff\xd8", "../up.jpg": b"\xff\xd8"}
    assert len(rows_of(archive_of(tmp_path, **pictures))) == 1


@pytest.mark.parametrize("bound", ["MAX_READABLE", "MAX_LIST"])
def test_it_refuses_more_files_than_can_be_looked_at(tmp_path: Path, monkeypatch: Any, bound: str) -> None:
    monkeypatch.setattr(trees, bound, 1)
    with pytest.raises(UnusableFile, match=r"has (far )?more than"):
        rows_of(archive_of(tmp_path, **{"second.json": {}}))


def test_it_looks_at_so_many_files_first_at_those_with_messages(tmp_path: Path) -> None:
    others = {f"a/{number}.json": {"places": []} for number in range(20)}
    place = archive_of(tmp_path, **others, **{"z/messages/lotte_1/m.json": thread("Lotte", ME)})
    with open_tree(place) as tree:
        look = look_through(tree, most_files=2)
    assert ([file.path.name for file in look.known], look.is_whole) == (["m.json", "comments.json"], False)


def test_it_counts_people_over_all_threads_of_one_file(tmp_path: Path) -> None:
    told = [{"sender": "me", "created_at": "2020-01-01T10:00:00Z", "text": "Hoi"}]
    threads = [{"participants": ["a", "me"], "conversation": told}, {"participants": ["me", "b"]}]
    (tmp_path / "messages.json").write_text(json.dumps(threads))
    [row] = rows_of(tmp_path, owner="")
    assert row["is_own"]


def test_it_uses_no_message_when_nobody_said_whose_they_are(tmp_path: Path) -> None:
    place = archive_of(tmp_path, **{"messages/lotte_1/m.json": thread("Lotte", ME)})
    with open_tree(place) as tree:
        comment, direct = Export(tree, "").rows()
    assert comment.problem == ""
    assert "Whose export it is was not said" in direct.problem


@pytest.mark.parametrize("names", [("Comment", "Media Owner"), ("Комент", "Чиє")])
def test_it_takes_no_owner_of_a_picture_for_the_text(tmp_path: Path, names: tuple[str, str]) -> None:
    whole = {names[0]: {"value": "Mooi"}, names[1]: {"value": "anna.bakt"}, "Time": {"timestamp": 1767262000}}
    bare = {name: value for name, value in whole.items() if name != names[0]}
    alone = {name: value for name, value in whole.items() if name != names[1]}
    items = [{"string_map_data": fields} for fields in (bare, whole, alone)]
    (tmp_path / "post_comments_1.json").write_text(json.dumps(items))
    found = [(row["text"], row["written_below"]) for row in rows_of(tmp_path)]
    assert found == [("", "anna.bakt"), ("Mooi", "anna.bakt"), ("Mooi", "")]


def test_it_takes_no_owner_for_the_text_where_only_owners_are_named(tmp_path: Path) -> None:
    bare = [{"string_map_data": {"Media Owner": {"value": "anna.bakt"}, "Time": {"timestamp": 1767262000}}}]
    (tmp_path / "post_comments_1.json").write_text(json.dumps(bare))
    [row] = rows_of(tmp_path)
    assert (row["text"], row["written_below"]) == ("", "anna.bakt")
