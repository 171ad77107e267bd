from __future__ import annotations

import csv
import io
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.imports.reading import open_rows
from inbox.models import Message

pytestmark = pytest.mark.django_db
FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)
PARTS = st.sampled_from(
    [
        b"text",
        b"external_id",
        b",",
        b";",
        b"\n",
        b"\r\n",
        b'"',
        b'""',
        b"{",
        b'{"text": "a"}',
        b"[",
        b"1",
        b"\0",
    ]
)


@FUZZ
@given(st.lists(TEXTS, min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_it_keeps_any_text_of_a_cell(run, texts, delimiter):
    Message.objects.all().delete()
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["external_id", "text"], *([str(number), text] for number, text in enumerate(texts))])
    run(file.getvalue())
    expected = [text.replace("\0", "") for text in texts if text.replace("\0", "").strip()]
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == expected
    assert run.count("bad") == len(texts) - len(expected)


@FUZZ
@given(
    st.one_of(st.binary(max_size=300), st.lists(PARTS, max_size=40).map(b"".join)),
    st.sampled_from(["", ".jsonl"]),
)
def test_it_never_crashes_on_any_bytes(run, content, suffix):
    run(content, name=f"feed{suffix}")
    assert run.status in {0, 1, 2}


@FUZZ
@given(st.lists(st.one_of(PARTS, st.binary(max_size=5)), max_size=40).map(b"".join))
def test_it_accounts_for_every_row(run, content):
    run(b"text\n" + content)
    labels = ("new", "already there", "repeated in the file", "bad")
    assert run.count("rows read") == sum(map(run.count, labels))


@settings(max_examples=150)
@given(
    st.lists(st.one_of(PARTS, st.binary(max_size=5)), max_size=40).map(b"".join),
    st.sampled_from(["feed.csv", "feed.jsonl"]),
    st.integers(1, 4),
)
def test_it_goes_on_at_any_row_as_if_it_had_never_stopped(content, name, most):
    def rows_from(mark, count=None):
        rows = open_rows(io.BytesIO(start + content), name=name)
        if mark:
            rows.lines.go_to(mark)
        return list(islice(rows.rows, count)), rows.lines.mark()

    start = b"text,external_id\n" if name.endswith("csv") else b'{"text": "first"}\n'
    whole, _ = rows_from(None)
    taken, mark = rows_from(None, most)
    while len(taken) < len(whole):
        more, mark = rows_from(mark, most)
        assert more
        taken += more
    assert taken == whole
