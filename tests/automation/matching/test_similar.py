"""Typing errors are forgiven, other words are not found."""

from __future__ import annotations

import pytest

from automation.engine.similar import SimilarIndex
from automation.engine.text import views_of


def found(word: str, text: str) -> list[str]:
    return [text[start:end] for start, end in SimilarIndex([word]).find(views_of(text)).get(word, [])]


@pytest.mark.parametrize(
    ("word", "text", "seen"),
    [
        ("app", "the app!", ["app"]),
        ("price", "Prcie? pric prices", ["Prcie", "pric", "prices"]),
        ("tree", "teer tre", ["tre"]),
        ("delivery", "delvirey dellivery", ["delvirey", "dellivery"]),
        ("bezorging", "bezroging en bezorgin", ["bezroging", "bezorgin"]),
        ("café", "CAFÉ cafe caffe", ["CAFÉ", "cafe", "caffe"]),
        ("how much", "hoe much, how  mcuh?", ["how  mcuh"]),
        ("opening hours", "opning, huors", ["opning, huors"]),
        ("don't", "don’t", ["don’t"]),
    ],
)
def test_it_forgives(word, text, seen):
    assert found(word, text) == seen


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("app", "apps ap"),
        ("price", "prcies rpice1x"),
        ("delivery", "dlvry"),
        ("how much", "how very much"),
        ("kill", "skills"),
        ("scam", "@scam sacm.example.com/scam"),
        ("!!!", "!!!"),
    ],
)
def test_it_does_not_forgive(word, text):
    assert found(word, text) == []


def test_it_keeps_at_most_so_many_spans():
    assert len(found("price", "prise " * 100)) == 20
