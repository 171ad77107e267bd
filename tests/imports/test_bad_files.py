"""Files that are not what they should be: a clear word, and never a lost row."""

from __future__ import annotations

import csv
import gzip
import io
import resource
import zipfile

import pytest

from inbox.models import Channel, Message

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


def texts() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("text", flat=True))


def zipped() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(zipfile.ZipInfo("feed.csv"), "text\nHoi\n")
    return archive.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"\n \n\n", "The file is empty"),
        (zipped(), "a ZIP archive or an Excel workbook. Unpack it"),
        (gzip.compress(b"text\nHoi\n", mtime=0), "a gzip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "The header cannot be read: not utf-8"),
        (b"a\0\0b\nc", "no text"),
        ("text\nHoi\n".encode("utf-16"), "UTF-16 text. Save it as UTF-8"),
        ("text\nHoi\n".encode("utf-16-le"), "UTF-16"),
        (b"<!DOCTYPE html><html>\n", "a web page"),
        (b"text\rHoi\rDag\r", "old Macs"),
        (b'[{"text": "Hoi"}]', "one JSON list. Write one object a line"),
        (b'[\n{"text": "Hoi"}\n]', "one JSON list"),
        (b"x" * (MEGABYTE + 1), "longer than 1 MB"),
        (b'"text\nHoi\n', "The header cannot be read: a quote is opened and not closed"),
        (b"caf\xe9,text\n", "not utf-8 (byte 0xE9 in line 1)"),
        (b"text,text\nHoi,Dag\n", "a column twice: 'text'"),
        (b"text,Text\nHoi,Dag\n", "Two columns are both text: text, Text"),
        (
            b"ID,CONTENT\n1,Hoi\n",
            "The file has: ID, CONTENT. Say which one holds it: --map text=CONTENT",
        ),
        (b"id;wat\n1;Hoi\n", "The file has: id, wat. Say which one holds it: --map text=COLUMN"),
        (
            b'{"id": 1, "body": "Hoi"}\n',
            "The file has: id, body. Say which one holds it: --map text=body",
        ),
        (b'{"comments": [{"text": "Hoi"}]}', "The file has: comments"),
    ],
)
def test_it_says_what_is_wrong_with_a_file(run, content, said):
    run(content, name="feed")
    assert run.status == 2
    assert said in run.error
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--map", "txt=a"], "Earful has no column 'txt'. Did you mean text? It has: external_id, kind"),
        (["--map", "text"], "write it as OURS=THEIRS"),
        (["--map", "text=CONTEN"], "no column 'CONTEN'. Did you mean CONTENT? It has: ID, CONTENT"),
        (["--map", "text=ID", "--map", "text=CONTENT"], "names text twice"),
        (["--map", "text=CONTENT", "--timezone", "Europe/Amsterdm"], "Did you mean Europe/Amsterdam?"),
        (["--map", "text=CONTENT", "--encoding", "utf8000"], "There is no encoding 'utf8000'"),
        (["--map", "text=CONTENT", "--encoding", "utf-16"], "Save the file as UTF-8"),
        (["--map", "text=CONTENT", "--encoding", "base64"], "There is no encoding"),
        (["--map", "text=CONTENT", "--workspace", "shp"], "There are: shop"),
        (["--map", "text=CONTENT", "--errors", "/nowhere/errors.csv"], "/nowhere/errors.csv: No such file"),
    ],
)
def test_it_says_what_is_wrong_with_an_option(run, arguments, said):
    run("ID,CONTENT\n1,Hoi\n", *arguments)
    assert run.status == 2
    assert said in run.error


def test_it_says_that_there_is_no_file(run, tmp_path):
    assert "none.csv: No such file" in run.read(str(tmp_path / "none.csv")).error
    assert "Is a directory" in run.read(str(tmp_path)).error


@pytest.mark.parametrize(
    "content",
    [
        b"text,author_handle\nHoi,sem\n",
        b"\xef\xbb\xbftext;author_handle\r\nHoi;sem\r\n",
        b"Text\tAuthor Handle\nHoi\tsem\n\n\n",
        b'\n"text","author_handle"\n"Hoi","sem"',
        b"text,author_handle,,\nHoi,sem,,\n,,,\n",
        b'"text, in full";author_handle;text\n;sem;Hoi\n',
    ],
)
def test_it_reads_csv_as_programs_write_it(run, content):
    assert run(content).status == 0
    assert Message.objects.get().text == "Hoi"
    assert Message.objects.get().identity.handle == "sem"


def test_it_names_the_line_of_a_bad_row_and_imports_the_others(run):
    run('text,sent_at\n"twee\nregels",\nHoi,gisteren\nDag,\n')
    assert (run.status, run.count("bad"), run.count("new")) == (1, 1, 2)
    assert "line 4: sent_at is 'gisteren'; write it like" in run.output
    assert "1 of 3 rows are bad" in run.error
    assert texts() == ["twee\nregels", "Dag"]


def test_it_names_the_line_of_bytes_in_another_encoding(run, tmp_path):
    content = "text,author_name\ncafé,Sem\nthee,Zoë\nmelk,Jan\n".encode("cp1252")
    run(content, "--errors", str(tmp_path / "errors.csv"))
    assert (run.status, run.count("bad"), texts()) == (1, 2, ["melk"])
    assert "line 2: not utf-8 (byte 0xE9 in line 2)" in run.output
    assert "--encoding cp1252" in run.output
    assert "thee" in (tmp_path / "errors.csv").read_text()
    run(content, "--encoding", "cp1252")
    assert (run.status, texts()) == (0, ["melk", "café", "thee"])


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_it_goes_on_after_a_line_of_ten_megabytes(run, place):
    rows = {"first": "1,%s\n2,b\n3,c\n", "middle": "1,a\n2,%s\n3,c\n", "last": "1,a\n2,b\n3,%s"}[place]
    content = ("external_id,text\n" + rows) % ("x" * 10 * MEGABYTE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run(content)
    assert (run.status, run.count("bad"), run.count("new")) == (1, 1, 2)
    assert "the line is longer than 1 MB" in run.output
    # The test itself holds the content twice, as text and as bytes.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 * 1024


def test_it_goes_on_after_a_long_line_of_json(run):
    run('{"text": "%s"}\n{"text": "Hoi"}\n' % ("x" * 2 * MEGABYTE), name="feed.jsonl")
    assert (run.count("bad"), texts()) == (1, ["Hoi"])


def test_it_loses_one_row_to_a_quote_that_is_never_closed(run):
    rows = [f"{number},tekst {number}\n" for number in range(2000)]
    run('external_id,text\nx,"oeps\n' + "".join(rows) + 'y,"nog een\n' + "z,einde\n")
    assert (run.count("bad"), run.count("new")) == (2, 2001)
    assert "line 2: " in run.output
    assert "line 2003: a quote is opened and not closed" in run.output


def test_it_gives_up_on_a_quote_after_a_while(run):
    run('external_id,text\nx,"oeps\n' + "\n" * 200_000 + "y,Hoi\n")
    assert (run.count("bad"), texts()) == (1, ["Hoi"])
    assert "line 2: a cell is longer than" in run.output


def test_it_refuses_a_record_without_end(run):
    cell = '"' + ("x" * 10_000 + "\n") * 10 + '"'
    run("external_id,text\n" + ",".join([cell] * 12) + "\ny,Hoi\n")
    assert "line 2: no end of the row within 1 MB" in run.output
    assert texts() == ["Hoi"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,een, twee", "it has 3 cells, the header has 2. Put a text with commas between quotes."),
        ("1", "it has 1 cell, the header has 2."),
        ('1,"een" twee', "text follows a closing quote"),
        ("1,een\rtwee", "a cell has a line end in it"),
        ("1," + "x" * 20_001, "text has 20,001 characters"),
        ("1," + "x" * 200_000, "a cell is longer than 131,072 characters"),
        ("1, ", "text is empty"),
        ("1.79E+16,een", "external_id was shortened by a spreadsheet"),
    ],
)
def test_it_says_what_is_wrong_with_a_row(run, row, said):
    run(f"external_id,text\n{row}\n2,Hoi\n")
    assert (run.count("rows read"), run.count("bad"), texts()) == (2, 1, ["Hoi"])
    assert f"line 2: {said}" in run.output


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{'text': 'Hoi'}", "not valid JSON at character 2: Expecting property name"),
        ('["Hoi"]', "each line must hold one object"),
        ('{"text": 1' + "0" * 5000 + "}", "the JSON is nested too deeply or has too long a number"),
        ("[" * 100_000, "the JSON is nested too deeply"),
        ('{"text": ["Hoi"]}', "text must be text"),
        ('{"text": null}', "text is empty"),
    ],
)
def test_it_says_what_is_wrong_with_a_row_of_json(run, row, said):
    run(f'{{"text": "Hoi"}}\n{row}\n', name="feed.ndjson")
    assert (run.count("rows read"), run.count("bad"), texts()) == (2, 1, ["Hoi"])
    assert f"line 2: {said}" in run.output


def test_it_keeps_strange_json(run):
    deep = "[" * 50 + "]" * 50
    run('{"text": "a\\u0000b\\ud83d", "x": NaN, "deep": ' + deep + "}\n", name="feed.jsonl")
    assert run.status == 0
    assert texts() == ["ab\ufffd"]
    assert Message.objects.get().raw["x"] is None


def test_it_writes_what_it_could_not_read_to_the_file(run, tmp_path):
    errors = tmp_path / "errors.csv"
    run('external_id,text\n1,"een" twee\n2,een,twee\n', "--errors", str(errors))
    with errors.open(newline="") as file:
        written = list(csv.DictReader(file))
    assert written[0]["as_written"] == '1,"een" twee'
    assert written[1]["as_written"] == '["2", "een", "twee"]'


def test_it_prints_no_control_characters_of_a_file(run):
    assert "\x1b" not in run("\x1b[31mrood,x\n1,2\n").error
