"""Imports from the browser: looked at first, then in pieces, once, and leaving nothing behind."""

from __future__ import annotations

import csv
import io
import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Event, Membership, Role
from automation.models import Mode, Suggestion
from inbox import jobs
from inbox.models import Conversation, FileImport, Message
from inbox.uploads import bad_rows, choices, runs
from inbox.uploads.tasks import forget_imports, sweep_imports, work_on_import
from tests.factories import make_channel, make_rule
from tests.inbox.uploads.conftest import finish, left, packed

ME = "Bakkerij Voorbeeld 🥐"
TABLE = "Comment,Author,Date\nWat kost deze taart?,Lotte,2026-01-31T14:05:00+01:00\nMooi!,Sem,\n"


def mapped(**columns: str) -> dict[str, str]:
    return {f"map_{ours}": theirs for ours, theirs in columns.items()}


def page(client, run: FileImport) -> str:
    return client.get(f"/w/bakery/imports/{run.pk}/").content.decode()


@pytest.fixture
def small_pieces(monkeypatch):
    """Pieces of two rows, each followed by the end of the slice."""
    monkeypatch.setattr(runs, "PIECE", 2)
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 0)


def test_it_shows_what_becomes_of_a_table_before_anything_is_stored(client, upload):
    run = upload(TABLE)
    assert (run.form, run.status, run.choices["channel"]) == ("rows", "uploaded", "feed")
    shown = page(client, run)
    assert "Wat kost deze taart?" in shown
    assert "Lotte" in shown
    assert "<option selected>Comment</option>" in shown
    assert not Message.objects.exists()


def test_it_imports_a_table_as_history(client, workspace, upload, start, uploads):
    run = start(upload(TABLE), **mapped(text="Comment", author_name="Author", sent_at="Date"))
    assert run.status == "waiting"
    run = finish(run)
    assert (run.status, run.counts["rows"], run.counts["new"]) == ("done", 2, 2)
    message = Message.objects.get(text="Wat kost deze taart?")
    assert (message.channel.name, message.origin, str(message.identity)) == ("feed", "import", "Lotte")
    assert message.processed_at
    assert left(uploads) == {".errors"}
    assert "Known already" in page(client, run)
    assert Event.objects.filter(verb="import").count() == 1


def test_it_shows_the_rows_again_with_other_columns(client, upload):
    run = upload("a,b\nHoi,Lotte\n")
    assert "Say which column holds the text." in page(client, run)
    chosen = {"channel": "Shop", "look": "1", **mapped(text="a", author_name="b")}
    assert client.post(f"/w/bakery/imports/{run.pk}/start/", chosen).status_code == 302
    assert "Lotte</bdi>" in page(client, run)
    run.refresh_from_db()
    assert run.is_uploaded


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"channel": "Shop"}, "Say which column holds the text."),
        ({"channel": "", "map_text": "a"}, "Give the channel a name"),
        ({"channel": "Bakkerij", "map_text": "a"}, "is a connected Instagram channel"),
    ],
)
def test_it_says_what_is_missing(client, workspace, upload, values, said):
    make_channel(workspace, name="Bakkerij")
    run = upload("a,b\nHoi,Lotte\n")
    response = client.post(f"/w/bakery/imports/{run.pk}/start/", values)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("feed.csv", b"\n\n", "The file is empty"),
        ("cake.pdf", b"%PDF-1.7\n", "a PDF document"),
        ("../../etc/passwd.zip", b"PK\x05\x06" + b"\0" * 18, "No messages or comments"),
        ("notes.html", b"<html><p>Hoi</p></html>", "a web page"),
    ],
)
def test_it_refuses_a_file_and_keeps_nothing_of_it(client, agent, uploads, name, content, said):
    response = client.post("/w/bakery/imports/upload/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not FileImport.objects.exists()
    assert not left(uploads)


def test_it_takes_no_more_than_is_allowed(client, agent, settings, uploads):
    settings.UPLOAD_MAX_BYTES = 1000
    sent = {"file": SimpleUploadedFile("feed.csv", b"text\n" + b"x" * 5000)}
    response = client.post("/w/bakery/imports/upload/", sent)
    assert response.status_code == 422
    assert "larger than" in response.content.decode()
    assert not left(uploads)


def test_it_imports_an_export_when_it_knows_whose_it_is(client, upload, start):
    run = upload(packed("instagram"), "instagram.zip")
    assert run.form == "export"
    shown = page(client, run)
    assert "You are called" in shown
    assert "Prachtig! 😍" in shown
    assert start(run).is_uploaded
    run = finish(start(run, owner=ME))
    assert (run.status, run.counts["bad"]) == ("done", 0)
    thread = Conversation.objects.get(thread_id="zoeunal_123")
    assert {message.is_own for message in thread.messages.all()} == {True, False}


@pytest.mark.parametrize(
    "name",
    ["instagram_nl", "instagram_2021", "facebook_e2ee", "tiktok", "tiktok_old", "youtube", "youtube_nl"],
)
def test_it_tells_every_form_of_export_by_itself(upload, start, name):
    run = upload(packed(name), f"{name}.zip")
    assert run.form == "export"
    run = finish(start(run, owner="Bakkerij"))
    assert (run.status, run.counts["bad"]) == ("done", 0)
    assert run.counts["new"] == Message.objects.count() > 0


@pytest.mark.parametrize("kind", ["table", "lines", "export"])
def test_it_goes_on_where_a_killed_worker_stopped(upload, start, small_pieces, monkeypatch, kind, uploads):
    rows = [f"{number},tekst {number}" for number in range(9)]
    lines = [f'{{"external_id": "{number}", "text": "tekst {number}"}}' for number in range(40)]
    run = {
        "table": lambda: upload("external_id,text\n" + "\n".join([*rows[:3], "x,", *rows[3:]])),
        "lines": lambda: upload("\n".join([*lines, "{bad"]), "feed.jsonl"),
        "export": lambda: upload(packed("instagram"), "instagram.zip"),
    }[kind]()
    run = start(run, owner=ME, **mapped(external_id="external_id", text="text"))

    class Killed(BaseException):
        """What a worker's process meets: nothing catches it."""

    save, turns = jobs.save, []

    def killed(job, **fields):
        turns.append(job)
        if len(turns) == 2:
            raise Killed
        save(job, **fields)

    monkeypatch.setattr(jobs, "save", killed)
    with pytest.raises(Killed):
        finish(run)
    run = finish(run)
    expected = {"table": (10, 9, 1), "lines": (41, 40, 1), "export": (7, 7, 0)}[kind]
    assert (run.counts["rows"], run.counts["new"], run.counts["bad"]) == expected
    assert Message.objects.count() == expected[1]
    with (uploads / f"{run.file}.errors").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == expected[2]


def test_it_offers_the_bad_rows_and_no_formula(client, upload, start):
    run = upload('external_id,text,sent_at\n1,"=HYPERLINK(1)",vandaag\n2,Hoi,\n')
    names = ("external_id", "text", "sent_at")
    run = finish(start(run, **mapped(**dict(zip(names, names, strict=True)))))
    assert (run.counts["new"], run.counts["bad"]) == (1, 1)
    assert "Download them as CSV" in page(client, run)
    response = client.get(f"/w/bakery/imports/{run.pk}/errors.csv")
    [row] = csv.DictReader(io.StringIO(response.content.decode()))
    assert (row["line"], row["text"]) == ("2", "'=HYPERLINK(1)")


def test_it_writes_no_endless_file_of_bad_rows(upload, start, monkeypatch, uploads):
    monkeypatch.setattr(bad_rows, "MOST", 3)
    run = upload("external_id,text\n" + "x,\n" * 10)
    run = finish(start(run, **mapped(text="text")))
    assert run.counts["bad"] == 10
    assert (uploads / f"{run.file}.errors").read_text().count("text is empty") == 3


def test_it_changes_nothing_the_second_time(upload, start):
    for expected in [(2, 0), (0, 2)]:
        run = finish(start(upload(TABLE), **mapped(text="Comment", author_name="Author")))
        assert (run.counts["new"], run.counts["known"]) == expected
    assert Message.objects.count() == 2


def test_it_reads_what_an_older_spreadsheet_wrote(upload, start):
    run = upload("text\ncafé\n".encode("cp1252"))
    assert run.choices["encoding"] == "cp1252"
    finish(start(run, **mapped(text="text")))
    assert Message.objects.get().text == "café"


def test_it_stops_where_it_is(client, upload, start, small_pieces, uploads):
    run = start(upload("text\n" + "".join(f"{number}\n" for number in range(9))), **mapped(text="text"))
    runs.go_on(run.pk, now=timezone.now())
    client.post(f"/w/bakery/imports/{run.pk}/cancel/")
    run = finish(run)
    assert (run.status, Message.objects.count()) == ("cancelled", 2)
    assert left(uploads) == {".errors"}


def test_it_throws_away_a_file_that_was_only_looked_at(client, upload, uploads):
    run = upload(TABLE)
    client.post(f"/w/bakery/imports/{run.pk}/cancel/")
    assert not FileImport.objects.exists()
    assert not left(uploads)


def test_it_ends_when_its_asker_may_not_act_any_more(agent, upload, start):
    run = start(upload(TABLE), **mapped(text="Comment"))
    Membership.objects.filter(user=agent).update(role=Role.VIEWER)
    run = finish(run)
    assert (run.status, Message.objects.count()) == ("failed", 0)


def test_it_says_that_a_file_is_gone(upload, start, uploads):
    run = start(upload(TABLE), **mapped(text="Comment"))
    for path in uploads.iterdir():
        path.unlink()
    assert finish(run).error == runs.GONE


def test_it_is_taken_up_by_the_sweep(upload, start, monkeypatch):
    run = start(upload(TABLE), **mapped(text="Comment"))
    FileImport.objects.update(started_at=timezone.now() - timedelta(minutes=1))
    monkeypatch.setattr(work_on_import, "delay_on_commit", lambda pk: runs.go_on(pk, now=timezone.now()))
    sweep_imports()
    run.refresh_from_db()
    assert run.status == "done"


def test_it_keeps_no_file_longer_than_needed(upload, uploads):
    for number in range(choices.MOST_WAITING + 2):
        upload(f"text\n{number}\n")
    assert FileImport.objects.count() == len(list(uploads.iterdir())) == choices.MOST_WAITING
    old = (timezone.now() - timedelta(days=1, minutes=1)).timestamp()
    for path in uploads.iterdir():
        os.utime(path, (old, old))
    FileImport.objects.update(created_at=timezone.now() - timedelta(days=2))
    forget_imports()
    assert not left(uploads)
    assert not FileImport.objects.exists()


def test_it_lets_the_rules_suggest_on_what_was_imported(client, workspace, upload, start):
    make_rule(workspace, mode=Mode.LIVE)
    run = finish(start(upload(TABLE), **mapped(text="Comment", author_name="Author")))
    assert not Suggestion.objects.exists()
    response = client.post(f"/w/bakery/imports/{run.pk}/suggest/")
    assert response["Location"] == "/w/bakery/review/"
    assert Suggestion.objects.get().text == "Vanaf 25 euro!"


def test_it_sends_who_has_no_rules_to_the_rules(client, upload, start):
    run = finish(start(upload(TABLE), **mapped(text="Comment")))
    assert client.post(f"/w/bakery/imports/{run.pk}/suggest/")["Location"] == "/w/bakery/rules/"
