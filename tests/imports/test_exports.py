"""What a platform hands out about an account: whatever its year, language and packing, the same rows."""

from __future__ import annotations

import contextlib
import json
import shutil
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.imports.exports import reading, youtube
from inbox.imports.exports import tree as trees
from inbox.imports.exports.mojibake import repaired
from inbox.imports.exports.reading import open_export
from inbox.imports.exports.tree import open_tree
from inbox.imports.lines import UnusableFile
from inbox.models import Conversation, Message
from tests.factories import make_workspace

SAMPLES = Path(__file__).parent / "samples"
ME = "Bakkerij Voorbeeld 🥐"
OWNERS = {"instagram": ME, "facebook": ME, "facebook_e2ee": "Bakkerij", "instagram_2020": "bakkerij"}
KEYS = ("Comment", "Media Owner", "Time")


def rows_of(place: Path, owner: str = "") -> list[dict[str, Any]]:
    with open_tree(place) as tree:
        return [dict(row.values) for row in open_export(tree, owner=owner).rows()]


def sample(name: str) -> list[dict[str, Any]]:
    return rows_of(SAMPLES / name, OWNERS.get(name, ""))


def texts(name: str, kind: str) -> list[str]:
    return [row["text"] for row in sample(name) if row["kind"] == kind]


@pytest.fixture
def packed(tmp_path: Path) -> Callable[[str], Path]:
    """An export as the ZIP archive that people download, with a picture in it."""

    def pack(name: str) -> Path:
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((SAMPLES / name).rglob("*.*")):
                archive.write(path, path.relative_to(SAMPLES / name))
            archive.writestr("media/cake.jpg", b"\xff\xd8" * 1000)
        return tmp_path / f"{name}.zip"

    return pack


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("instagram", ["Prachtig! 😍", "Één ☕ graag", "Haha 😂"]),
        ("instagram_nl", ["Mooi é"]),
        ("instagram_2021", ["Hé leuk"]),
        ("instagram_2020", ["Hé leuk 😂"]),
        ("facebook", ["Top! 👍"]),
        ("tiktok", ["Leuk! 😍"]),
        ("tiktok_old", ["Leuk!"]),
        ("youtube", ["Regel één", "hoi 🥐"]),
        ("youtube_nl", ["Hé"]),
    ],
)
def test_it_reads_the_accounts_own_comments(name: str, expected: list[str]) -> None:
    assert texts(name, "comment") == expected
    assert all(row["is_own"] and row["sent_at"] for row in sample(name) if row["kind"] == "comment")


@pytest.mark.parametrize(
    ("name", "thread", "first", "sides"),
    [
        ("instagram", "zoeunal_123", "Graag gedaan 😊", {True, False}),
        ("instagram_2020", "anna.bakt", "Hé", {True, False}),
        ("facebook", "zoeunal_123", "Graag gedaan 😊", {True, False}),
        ("facebook_e2ee", "Zoë_1", "Hé", {False}),
        ("tiktok", "lotte.bakt", "Hoi!", {True, False}),
        ("tiktok_old", "lotte.bakt", "Hoi!", {False}),
    ],
)
def test_it_reads_both_sides_of_direct_messages(name: str, thread: str, first: str, sides: set[bool]) -> None:
    directs = [row for row in sample(name) if row["kind"] == "direct"]
    assert {row["thread_id"] for row in directs} == {thread}
    assert directs[0]["text"] == first
    assert {row["is_own"] for row in directs} == sides
    assert all(row["author_id"] == ("" if row["is_own"] else thread) for row in directs)


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_it_reads_an_archive_as_it_reads_a_folder(packed: Callable[[str], Path], name: str) -> None:
    assert rows_of(packed(name), OWNERS.get(name, "")) == sample(name)


def test_it_reads_one_file_alone() -> None:
    [only] = rows_of(SAMPLES / "instagram_2021" / "comments" / "post_comments.json")
    assert only["text"] == "Hé leuk"


@pytest.mark.parametrize(
    "translated",
    [
        ("Opmerking", "Media-eigenaar", "Tijd"),
        ("Kommentar", "Medieninhaber", "Zeit"),
        ("Комент", "Чиє", "Час"),
    ],
)
def test_it_reads_translated_keys_as_english_ones(tmp_path: Path, translated: tuple[str, ...]) -> None:
    shutil.copytree(SAMPLES / "instagram", tmp_path / "translated")
    for path in (tmp_path / "translated").rglob("*comments*.json"):
        written = path.read_text()
        for english, word in zip(KEYS, translated, strict=True):
            written = written.replace(f'"{english}"', f'"{word}"')
        path.write_text(written)
    assert rows_of(tmp_path / "translated", ME) == sample("instagram")


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("Ã©", "é"),
        ("ð\x9f\x98\x8a", "😊"),
        ("â\x80\x9cjaâ\x80\x9d", "“ja”"),
        ("é", "é"),
        ("Ã", "Ã"),
        ("😊 Ã©", "😊 Ã©"),
    ],
)
def test_it_repairs_text_exactly(broken: str, right: str) -> None:
    assert repaired({"a": [broken]}) == {"a": [right]}


@given(st.text())
def test_it_takes_back_what_metas_export_does_to_any_text(text: str) -> None:
    text = text.encode(errors="ignore").decode()
    broken = text.encode().decode("latin-1")
    assert repaired(broken) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('{"takeoutSegments":[{"text":"a"},{"text":"b"}]}', "ab"),
        ('{"text":"a"},{"text":"b\nc"}', "ab\nc"),
        ("plain", "plain"),
        ("{half", "{half"),
    ],
)
def test_it_reads_every_form_of_a_youtube_cell(cell: str, text: str) -> None:
    assert youtube.words(cell) == text


def test_it_reads_youtubes_old_header(tmp_path: Path) -> None:
    header = "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text"
    (tmp_path / "comments.csv").write_text(f'{header}\nUgx1,UCme,2020-01-01T10:00:00Z,0,,vid1,"Mooi"\n\n')
    [row] = rows_of(tmp_path)
    assert (row["external_id"], row["post_id"], row["text"]) == ("Ugx1", "vid1", "Mooi")


GERMAN = (
    "Kommentar-ID,Kanal-ID,Zeitstempel der Erstellung des Kommentars,Preis,Übergeordnete Kommentar-ID,"
    "Beitrags-ID,Video-ID,Kommentartext,Kommentar-ID der obersten Ebene"
)
FRENCH = (
    "ID du commentaire,ID de la chaîne,Horodatage de création du commentaire,Prix,ID du commentaire parent,"
    "ID de la publication,ID de la vidéo,Texte du commentaire,ID du commentaire de premier niveau"
)
UKRAINIAN = "а,б,в,г,ґ,д,е,є,ж"


@pytest.mark.parametrize("header", [GERMAN, FRENCH, UKRAINIAN], ids=["de", "fr", "any other"])
def test_it_reads_a_takeout_in_any_language(tmp_path: Path, header: str) -> None:
    top = "UgxEXAMPLEtop00000000AaABAg"
    (tmp_path / "Kommentare.csv").write_text(
        f"{header}\n"
        f'{top},UCme0000000000000000000A,2026-01-01T10:06:40.955+00:00,0,,,vid00000001,"{{""text"":""Eins""}}",\n'
        f"{top}.9iw,UCme0000000000000000000A,2026-01-01T10:08:40+00:00,0,{top},,vid00000001,"
        f'"{{""text"":""zwei ""}},{{""text"":""🥐""}}",{top}\n\n'
    )
    first, second = rows_of(tmp_path)
    assert (first["external_id"], first["post_id"], first["text"]) == (top, "vid00000001", "Eins")
    assert (second["parent_id"], second["text"]) == (top, "zwei 🥐")
    assert second["sent_at"] == "2026-01-01T10:08:40+00:00"


@pytest.mark.parametrize("part", ["Comment", "Direct Message"])
def test_it_does_without_a_part_that_is_null(tmp_path: Path, part: str) -> None:
    content = json.loads((SAMPLES / "tiktok" / "user_data_tiktok.json").read_text())
    content[part] = {"Comments": None, "Direct Messages": {"ChatHistory": None}}
    (tmp_path / "user_data_tiktok.json").write_text(json.dumps(content))
    assert rows_of(tmp_path)


@pytest.mark.parametrize("name", ["../evil.json", "/etc/evil.json", "a/../../evil.json", "C:\\evil.json"])
def test_it_refuses_a_path_that_leads_out(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(name, "{}")
    with pytest.raises(UnusableFile, match="leads out"):
        rows_of(tmp_path / "x.zip")


def test_it_refuses_a_file_that_is_packed_too_densely(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("messages.json", b" " * 2_000_000)
    with pytest.raises(UnusableFile, match="trap"):
        rows_of(tmp_path / "x.zip")


@pytest.mark.parametrize("bound", ["MAX_FILES", "MAX_FILE"])
def test_it_refuses_what_is_too_large(packed: Callable[[str], Path], monkeypatch: Any, bound: str) -> None:
    monkeypatch.setattr(trees, bound, 1)
    with pytest.raises(UnusableFile):
        rows_of(packed("instagram"), ME)


def test_it_refuses_more_values_than_can_be_held(monkeypatch: Any) -> None:
    monkeypatch.setattr(reading, "MAX_VALUES", 5)
    with pytest.raises(UnusableFile, match="more than 5 values"):
        rows_of(SAMPLES / "instagram", ME)


def test_it_follows_no_link_out_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "comments.json").symlink_to(SAMPLES / "instagram_2020" / "comments.json")
    with pytest.raises(UnusableFile, match="No messages or comments"):
        rows_of(tmp_path / "export")


def test_it_asks_whose_the_messages_are() -> None:
    with pytest.raises(UnusableFile, match="Is the account"):
        rows_of(SAMPLES / "instagram_2020")


def test_it_knows_whose_the_messages_are_from_several_threads(tmp_path: Path) -> None:
    threads = [{"participants": ["bakkerij", name], "conversation": []} for name in ("anna", "lotte")]
    threads[0]["conversation"] = [{"sender": "bakkerij", "created_at": "2020-01-01T10:00:00Z", "text": "Hoi"}]
    (tmp_path / "messages.json").write_text(json.dumps([threads[0]]))
    (tmp_path / "messages_2.json").write_text(json.dumps([threads[1]]))
    [row] = rows_of(tmp_path)
    assert row["is_own"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@settings(max_examples=60)
@given(data=st.data())
def test_it_never_fails_on_a_changed_sample(data: st.DataObject, tmp_path_factory: Any) -> None:
    path = data.draw(st.sampled_from(sorted(SAMPLES.rglob("*.json"))))
    content = json.loads(path.read_text())
    target = content
    while isinstance(target, dict | list) and target:
        keys = list(target) if isinstance(target, dict) else list(range(len(target)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()) or not isinstance(target[key], dict | list):
            target[key] = data.draw(JSON)
            break
        target = target[key]
    folder = tmp_path_factory.mktemp("changed")
    (folder / path.name).write_text(json.dumps(content))
    with contextlib.suppress(UnusableFile):
        rows_of(folder, "bakkerij")


@pytest.mark.django_db
def test_it_imports_an_archive_once(packed: Callable[[str], Path]) -> None:
    workspace = make_workspace()
    said = []
    for _ in range(2):
        out = StringIO()
        place = str(packed("instagram"))
        options = {
            "channel": "Archief",
            "workspace": workspace.slug,
            "me": ME,
            "stdout": out,
            "stderr": StringIO(),
        }
        call_command("import_export", place, **options)
        said.append(out.getvalue())
    assert " 0 new" not in said[0]
    assert " 0 new" in said[1]
    thread = Conversation.objects.get(thread_id="zoeunal_123")
    assert str(thread.identity) == "Zoë Ünal"
    assert {message.is_own for message in thread.messages.all()} == {True, False}
    assert not Message.objects.filter(processed_at=None).exists()


@pytest.mark.django_db
def test_it_says_what_is_wrong_with_what_it_was_given(tmp_path: Path) -> None:
    workspace = make_workspace()
    for place, problem in [(tmp_path / "nowhere", "There is no"), (tmp_path, "No messages or comments")]:
        with pytest.raises(CommandError, match=problem):
            call_command("import_export", str(place), channel="Archief", workspace=workspace.slug)
    assert not workspace.channels.exists()
