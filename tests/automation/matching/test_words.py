"""What counts as a word. The rows are those of the rule vocabulary's tables."""

from __future__ import annotations

import pytest

from automation.engine.keywords import check_keyword
from automation.engine.text import MAX_CHARACTERS, views_of
from tests.automation.matching.searching import hits, spans


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("lie*", "lies"),
        ("*lie*", "believe"),
        ("app", "app!"),
        ("app", "App"),
        ("price", "Price?"),
        ("567", "123 567"),
        ("コーラ", "コーラ大好き"),
        ("café", "cafe"),
        ("café", "CAFÉ"),
        ("cafe", "cafe\u0301"),
        ("tree", "t\u200bree"),
        ("tree", "ＴＲＥＥ"),
        ("straße", "STRASSE"),
        ("how much", "How   much?"),
        ("how much", "how\nmuch"),
        ("don't", "don’t"),
        ("c++", "I love c++!"),
        ("😍", "mooi😍😍"),
        ("istanbul", "İstanbul"),
        ("#sale", "#SALE nu"),
        ("tree", "#tree"),
        ("price", "priced too high price"),
        ("我喜欢你", "啊我喜欢你呀"),
        ("Eu amo", "EU AMO você"),
        ("coffee*", "coffeehouse"),
        ("fck", "fck this"),
        ("fu", "FU!"),
        ("kill you", "I will kill you"),
        ("emmerdé", "Emmerde!"),
        ("🤮", "🤮🤮"),
        ("🇳🇱", "hup 🇳🇱!"),
        ("scam", "<b>scam</b>"),
        ("Q&A", "the Q&amp;A"),
        ("한국", "한국"),
    ],
)
def test_it_matches(keyword, text):
    assert spans(keyword, text)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("lie", "believe"),
        ("app", "happy"),
        ("price", "priceless"),
        ("tree", "tr33"),
        ("ass", "class"),
        ("567", "1234567"),
        ("prijs", "price"),
        ("lie*", "belie"),
        ("हिन्द", "हिन्दी"),
        ("567", "amo567"),
        ("Eu amo", "Euamo"),
        ("Eu amo", "Eu amava"),
        ("我喜欢你", "我你喜欢"),
        ("我喜欢你", "我喜，欢你"),
        ("コーラ", "コーーラ"),
        ("car", "cars"),
        ("coffee", "coffeehouse"),
        ("how much", "howmuch"),
        ("kill you", "a killer deal, kill the competition"),
        ("nl", "🇳🇱"),
    ],
)
def test_it_does_not_match(keyword, text):
    assert not spans(keyword, text)


@pytest.mark.parametrize(
    ("keyword", "text", "seen"),
    [
        ("cafe", "Naar het CAFÉ!", "CAFÉ"),
        ("cafe", "Naar het cafe\u0301!", "cafe\u0301"),
        ("tree", "a t\u200bree", "t\u200bree"),
        ("how much", "so how    much?", "how    much"),
        ("strasse", "die Straße hier", "Straße"),
    ],
)
def test_it_reports_where_in_the_original(keyword, text, seen):
    [(start, end)] = spans(keyword, text)
    assert text[start:end] == seen


@pytest.mark.parametrize("keyword", ["", "  ", "*", "**", "\u200b", "a*b"])
def test_it_refuses_a_keyword_that_could_not_match(keyword):
    with pytest.raises(ValueError, match=r"letter|star"):
        check_keyword(keyword)


@pytest.mark.parametrize(
    ("keyword", "text", "is_found"),
    [
        pytest.param("Eu amo", "Eu  amo", True, id="two-blanks-count-as-one-elsewhere-they-do-not"),
        pytest.param("Eu amo", "Eu, amo", False, id="a-comma-parts-a-phrase-elsewhere-it-does-not"),
        pytest.param("anna", "@anna how nice", False, id="a-handle-is-no-text-elsewhere-it-is"),
        pytest.param("喜歡", "喜欢", False, id="traditional-is-not-simplified-elsewhere-it-is"),
        pytest.param("schön", "SCHÖN", True, id="accents-are-accepted-elsewhere-they-are-not"),
        pytest.param("😍", "😍", True, id="emoji-are-accepted-elsewhere-they-are-not"),
        pytest.param("price", "priced too high", False, id="whole-words-elsewhere-it-contains"),
    ],
)
def test_it_differs_from_other_tools_on_purpose(keyword, text, is_found):
    assert bool(spans(keyword, text)) is is_found


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("dick", "mail dick.jansen@example.nl"),
        ("scam", "@scam_alert thanks"),
        ("anal", "https://example.com/anal/ysis"),
        ("analysis", "look at www.example.com/analysis"),
        ("567", "call +31 6 567 890 12"),
    ],
)
@pytest.mark.parametrize("hardening", [1, 2, 3])
def test_it_finds_no_word_inside_an_address(keyword, text, hardening):
    assert not hits(keyword, text, hardening)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("bit.ly", "go to https://bit.ly/abc now"),
        ("@scam_alert", "thanks @Scam_Alert!"),
        ("dick.jansen@example.nl", "mail dick.jansen@example.nl"),
        ("*@example.nl", "mail dick.jansen@example.nl"),
        ("https", "https://example.com"),
        ("*.ru", "see example.ru"),
        ("+31 6 12345678", "call +31 6 12345678"),
    ],
)
def test_it_finds_an_address_that_is_asked_for(keyword, text):
    assert hits(keyword, text, 1)


@pytest.mark.parametrize(
    ("text", "at_start", "at_end"),
    [
        ("Price", True, True),
        ("  «price?!» ", True, True),
        ("price of this", True, False),
        ("what price", False, True),
        ("the price is", False, False),
        ("😍 price 😍", False, False),
        ("@anna price", False, True),
    ],
)
def test_it_tells_whether_the_word_begins_and_ends_the_text(text, at_start, at_end):
    [hit] = hits("price", text)
    assert (hit.at_start, hit.at_end) == (at_start, at_end)


def test_it_looks_at_the_first_part_of_a_very_long_text():
    text = "a " * (MAX_CHARACTERS // 2) + "price"
    assert views_of(text).is_cut
    assert not spans("price", text)
    assert not views_of("price").is_cut


def test_it_folds_accents_only_where_that_is_asked_for():
    assert not spans("cafe", "café", 1)
    assert spans("cafe", "café", 2)
