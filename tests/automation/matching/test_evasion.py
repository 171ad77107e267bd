"""Disguised words are found, and innocent ones are not: the labelled vectors of the rule vocabulary."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.automation.matching.searching import hits, spans

FILE = Path(__file__).parent / "data/evasion_vectors.csv"
VECTORS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines(keepends=True)))


def named(vector: dict[str, str]) -> str:
    return f"{vector['id']}-{vector['technique']}"


@pytest.mark.parametrize("vector", VECTORS, ids=named)
def test_it_sees_through_the_disguise_and_only_that(vector):
    assert bool(hits(vector["keyword"], vector["text"], 3)) == (vector["must_match"] == "1")


def test_it_has_all_vectors():
    assert len(VECTORS) == 60


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("tree", "TREE"),
        ("tree", "t.r.e.e"),
        ("tree", "tr33"),
        ("tree", "trеe"),
        ("tree", "t\u200bree"),
        ("tree", "#tree"),
        ("idioot", "1d!00t"),
        ("idioot", "idiooooot"),
        ("idioot", "i d i o o t"),
        ("hate", "I h a t e women"),
        ("hate", "h a t e u"),
        ("link in bio", "l i n k i n b i o"),
        ("link in bio", "l1nk in b1o"),
        ("killing", "ki11ing"),
        ("mother-fucker", "you motherfucker"),
        ("mother-fucker", "m0therfucker"),
        ("motherfucker", "mother-fucker"),
        ("whatsapp", "whats_app"),
        ("scam", "s - c - a - m"),
        ("bitch", "bbbiiittttchhh"),
        ("looser", "looooser"),
        ("asshole", "a$$hole!!"),
        ("moron", "(m0r0n)"),
        ("scam", "#sc4m"),
    ],
)
def test_it_finds_the_word_at_full_hardening(keyword, text):
    assert hits(keyword, text, 3)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("tree", "tr33"),
        ("tree", "t.r.e.e"),
        ("scam", "scaaaam"),
    ],
)
def test_it_takes_spelling_literally_without_full_hardening(keyword, text):
    assert not hits(keyword, text, 2)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("ass", "class"),
        ("ass", "this is as s. That is not"),
        ("loser", "looser"),
        ("ass", "a s s"),
        ("rape", "g r a p e"),
        ("therapist", "the rapist"),
        ("the rapist", "therapist"),
        ("cool", "c o o l e r"),
    ],
)
def test_it_finds_nothing_at_full_hardening(keyword, text):
    assert not hits(keyword, text, 3)


@pytest.mark.parametrize(
    ("keyword", "text", "seen", "view"),
    [
        ("scam", "what a SCAM!", "SCAM", "clean"),
        ("cafe", "naar het café", "café", "folded"),
        ("scam", "a sсаm link", "sсаm", "folded"),
        ("scam", "such s-c-a-m!", "s-c-a-m", "squashed"),
        ("idioot", "wat een 1d!000t zeg", "1d!000t", "squashed"),
    ],
)
def test_it_tells_where_and_how_disguised(keyword, text, seen, view):
    [hit] = hits(keyword, text, 3)
    assert (text[slice(*hit.span)], hit.view) == (seen, view)


@pytest.mark.parametrize("keyword", ["dong", "phuc"])
def test_it_reads_no_short_word_into_vietnamese(keyword):
    assert not spans(keyword, "Chúc mừng hạnh phúc, năm trăm đồng")


def test_it_still_folds_a_short_word_elsewhere():
    assert spans("scam", "what a scàm")
    assert spans("café", "naar het cafe")
