"""What an import stores, counts and says."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from accounts.models import Event
from automation.models import Decision, RuleApplication
from inbox.models import Channel, Contact, Conversation, Identity, Message, PlatformCall, Post
from tests.factories import make_channel, make_rule, make_workspace

pytestmark = pytest.mark.django_db
EXAMPLES = settings.BASE_DIR / "examples"
YOUTUBE = [
    *("--map", "text=CONTENT", "--map", "external_id=COMMENT_ID"),
    *("--map", "author_handle=AUTHOR", "--map", "sent_at=DATE"),
]


def row_counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


def content() -> list[list[dict[str, object]]]:
    models = (Channel, Contact, Identity, Post, Conversation, Message)
    return [list(model.objects.order_by("pk").values()) for model in models]


def texts() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("text", flat=True))


def test_it_imports_our_example(run):
    run.read(str(EXAMPLES / "comments.csv"))
    assert (run.status, run.count("rows read"), run.count("new"), run.count("bad")) == (0, 25, 25, 0)
    reply = Message.objects.get(external_id="ex-4")
    assert reply.conversation.thread_id == "ex-1"
    assert reply.raw["language"] == "nl"
    assert reply.origin == Message.Origin.IMPORT
    assert Message.objects.filter(is_own=True).count() == 3
    assert Conversation.objects.filter(kind="direct").get().message_count == 3


def test_it_makes_the_channel_once(run, workspace):
    run("text\nHoi\n")
    run("text\nDag\n")
    channel = Channel.objects.get()
    assert (channel.name, channel.platform, channel.workspace) == ("Shop", "generic", workspace)
    assert channel.external_id == f"shop-{workspace.pk}"
    assert Event.objects.filter(verb="create", target_type="channel").count() == 1


def test_it_changes_nothing_the_second_time(run):
    run.read(str(EXAMPLES / "comments.csv"))
    before = content()
    run.read(str(EXAMPLES / "comments.csv"))
    assert (run.status, run.count("new"), run.count("already there")) == (0, 0, 25)
    assert content() == before


def test_it_knows_a_row_again_that_has_no_id_and_no_time(run):
    run("text,author_handle\nHoi,sem\nHoi,lotte\n")
    sent_at = set(Message.objects.values_list("sent_at", flat=True))
    run("text,author_handle\nHoi,lotte\nHoi,sem\n")
    assert (run.count("new"), run.count("already there")) == (0, 2)
    assert run.count("without a time; they got the time of the import") == 2
    assert set(Message.objects.values_list("sent_at", flat=True)) == sent_at
    assert len(sent_at) == 1


def test_it_maps_columns_and_keeps_the_row_as_it_was(run):
    run.read(str(EXAMPLES / "youtube_style.csv"), *YOUTUBE)
    assert (run.status, run.count("new")) == (0, 6)
    message = Message.objects.get(external_id="yt-example-4")
    assert message.text == 'My grandmother used "roomboter" only, and she was right'
    assert message.sent_at == datetime(2026, 1, 11, 6, 55, 30, 120000, UTC)
    assert message.identity.handle == "Old Dough"
    assert message.raw["CLASS"] == "0"
    assert message.raw["COMMENT_ID"] == "yt-example-4"


def test_it_takes_times_without_a_zone_where_it_is_told(run):
    run("text,sent_at\nHoi,2026-01-01T12:00:00\n", "--timezone", "America/New_York")
    assert Message.objects.get().sent_at == datetime(2026, 1, 1, 17, tzinfo=UTC)


def test_it_reads_json_lines(run):
    rows = [{"text": "Één", "external_id": "1", "likes": [1, 2]}, {"text": "Twee\nregels"}]
    run("\n\n".join(json.dumps(row) for row in rows), name="feed.jsonl")
    assert (run.status, texts()) == (0, ["Één", "Twee\nregels"])
    assert Message.objects.get(external_id="1").raw["likes"] == [1, 2]


def test_it_reads_what_is_piped_in(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "Hoi"}\n')))
    run.read("-")
    assert texts() == ["Hoi"]


def test_it_finds_the_parent_of_a_reply_further_down(run):
    run("external_id,parent_id,text\nc2,c1,antwoord\nc1,,vraag\n")
    assert Conversation.objects.get().message_count == 2


def test_it_writes_nothing_in_a_dry_run(run):
    before = row_counts()
    run("external_id,text\n1,Hoi\n1,Hoi\n2,\n", "--dry-run")
    assert row_counts() == before
    assert (run.status, run.count("new"), run.count("repeated in the file"), run.count("bad")) == (1, 1, 1, 1)
    assert "nothing was written" in run.output


def test_it_counts_in_a_dry_run_what_is_there(run):
    run("external_id,text\n1,Hoi\n")
    run("external_id,text\n1,Hoi\n2,Dag\n", "--dry-run")
    assert (run.count("new"), run.count("already there")) == (1, 1)
    assert Message.objects.count() == 1


def test_it_says_which_row_repeats_which(run):
    run("external_id,text\n1,a\n2,b\n1,a\n", "--verbosity", "2")
    assert (run.status, run.count("new"), run.count("repeated in the file")) == (0, 2, 1)
    assert "line 4: the same id as line 2" in run.output


def test_it_accounts_for_every_row_of_many_batches(run):
    rows = [f"{number % 1100},tekst {number}" for number in range(1300)]
    run("external_id,text\n" + "\n".join(rows) + "\nx,\n")
    assert (run.count("rows read"), run.count("new"), run.count("bad")) == (1301, 1100, 1)
    assert (run.count("repeated in the file"), Message.objects.count()) == (200, 1100)


def test_it_takes_changes_once(run):
    feed = (
        "external_id,action,text,sent_at\n"
        "1,,Hoi,2026-01-01T10:00:00Z\n"
        "1,edit,Dag,2026-01-01T11:00:00Z\n"
        "1,edit,Later,\n"
    )
    run(feed)
    run(feed)
    assert (run.count("already there"), run.count("changes to messages"), run.count("bad")) == (1, 1, 1)
    assert "line 4: sent_at is needed" in run.output
    assert (Message.objects.get().text, Message.objects.get().revisions.count()) == ("Dag", 2)


def test_it_lets_no_rule_look_unless_asked(run, workspace):
    make_rule(workspace)
    run("text\nWat kost dit?\n")
    assert not Decision.objects.exists()
    assert not Message.objects.awaiting_processing().exists()


def test_it_lets_rules_look_in_shadow(run, workspace):
    make_rule(workspace, {"type": "label", "label": "prijs"})
    run("text,is_own\nWat kost dit?,\nMooi,\nWat kost dit? 10 euro,ja\n", "--run-rules", "shadow")
    assert (run.count("decisions by the rules"), run.count("would have been acted on")) == (2, 1)
    assert run.count("matched by no rule") == 1
    assert not PlatformCall.objects.exists()
    assert not Conversation.objects.filter(labels__isnull=False).exists()


def test_it_lets_rules_act_once(run, workspace):
    make_rule(workspace, {"type": "label", "label": "prijs"})
    for _ in range(2):
        run("text\nWat kost dit?\n", "--run-rules", "live")
    assert Conversation.objects.filter(labels__name="prijs").count() == 1
    assert RuleApplication.objects.count() == 1


def test_it_writes_every_bad_row_to_a_file(run, tmp_path):
    errors = tmp_path / "errors.csv"
    rows = [f'{number},"=HYPERLINK(1)",vandaag\n' for number in range(30)]
    run("external_id,text,sent_at\n" + "".join(rows), "--errors", str(errors))
    assert run.status == 1
    assert run.output.count("line ") == 20
    assert "10 more bad rows" in run.output
    with errors.open(newline="") as file:
        written = list(csv.DictReader(file))
    assert len(written) == 30
    assert (written[3]["line"], written[3]["external_id"], written[3]["text"]) == ("5", "3", "'=HYPERLINK(1)")


def test_it_never_overwrites_the_file_it_reads(run, tmp_path):
    run("text\nHoi\n", "--errors", str(tmp_path / "feed.csv"))
    assert run.status == 2
    assert (tmp_path / "feed.csv").read_text() == "text\nHoi\n"


def test_it_needs_a_workspace_when_there_are_several(run):
    make_workspace("other")
    run("text\nHoi\n")
    assert run.status == 2
    assert "other, shop" in run.error
    assert run("text\nHoi\n", "--workspace", "shop").status == 0
    assert Channel.objects.get().workspace.slug == "shop"


@pytest.mark.usefixtures("db")
def test_it_says_that_there_is_no_workspace(run, workspace):
    workspace.delete()
    assert "no workspace" in run("text\nHoi\n").error


def test_it_keeps_apart_what_two_workspaces_import(run):
    make_workspace("other")
    for slug in ("shop", "other"):
        run("external_id,text\n1,Hoi\n", "--workspace", slug)
    assert Message.objects.filter(external_id="1").count() == 2
    assert Channel.objects.values("external_id").distinct().count() == 2


def test_it_leaves_connected_channels_alone(run, workspace):
    make_channel(workspace, name="Shop")
    run("text\nHoi\n")
    assert run.status == 2
    assert "connected Instagram channel" in run.error
    assert not Message.objects.exists()


@pytest.mark.parametrize("names", [("Foo!", "Foo?"), ("日本", "한국")])
def test_it_gives_every_channel_an_id_of_its_own(run, names):
    for name in names:
        run("text\nHoi\n", channel=name)
    assert Channel.objects.values("external_id").distinct().count() == 2


def test_it_goes_on_where_it_was_stopped(run, monkeypatch):
    rows = [f"{number},tekst" for number in range(1200)]
    feed = "external_id,text\n" + "\n".join(rows)
    stop_after_first_batch(monkeypatch)
    run(feed)
    assert (run.status, run.count("new"), Message.objects.count()) == (130, 1000, 1000)
    assert "goes on from there" in run.error
    monkeypatch.undo()
    run(feed)
    assert (run.count("new"), run.count("already there"), Message.objects.count()) == (200, 1000, 1200)


def stop_after_first_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    import signal

    from inbox.imports import runner

    whole = runner.Import.take

    def take(self: runner.Import, batch: list[runner.Row]) -> None:
        signal.raise_signal(signal.SIGINT)
        whole(self, batch)

    monkeypatch.setattr(runner.Import, "take", take)


def test_it_reads_many_rows_in_little_memory(tmp_path):
    import tracemalloc

    from inbox.imports.reading import open_rows

    path = Path(tmp_path / "large.csv")
    with path.open("w") as file:
        file.write("external_id,text\n")
        file.writelines(f"{number},tekst {number}\n" for number in range(30_000))
    with path.open("rb") as stream:
        tracemalloc.start()
        count = sum(1 for row in open_rows(stream).rows if not row.problem)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert count == 30_000
    assert peak < 1_000_000
