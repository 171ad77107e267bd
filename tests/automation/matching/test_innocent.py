"""Names, towns and plain words that hold a bad word are left in peace, even at full hardening."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.engine.keywords import KeywordIndex, Term
from automation.engine.text import views_of

DATA = Path(__file__).parent / "data"
INDEX = KeywordIndex(Term(word, 3) for word in (DATA / "coarse.txt").read_text().split())


@pytest.mark.parametrize("word", (DATA / "innocent.txt").read_text().split())
def test_it_leaves_an_innocent_word_in_peace(word):
    assert not INDEX.find(views_of(f"We spoke about {word} today."))


@pytest.mark.parametrize(
    "text",
    [
        "My therapist lives in Scunthorpe, near Essex.",
        "J. A. S. Smith and U. S. A. today",
        "First class! 13e keer, 505 euro, 5th of 1st, 2x4, 4.5kg, 1080p, H2O, mp3, b2b, 24/7",
        "Is it yes/no or his/her? Re-use the co-op e-mail.",
        "who represents it, a nalaysis",
        "as s. That is it",
        "a b c d e f g",
        "Hij as sist niet",
        "goooood mooooi coooool yesss",
        "Шит и меч, сор в избе",
        "Chúc mừng năm mới, đồng hương",
        "mail dick.cock@example.nl of @dick_cock, https://shit.example/anal",
        "+31 6 12345678",
        "wassup, mass-assembly",
    ],
)
def test_it_leaves_innocent_sentences_in_peace(text):
    assert not INDEX.find(views_of(text))
