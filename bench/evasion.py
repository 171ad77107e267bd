"""How many disguised words the views find, and what the squashed view adds on real comments.

    python bench/evasion.py hatecheck HATECHECK.csv
    python bench/evasion.py comments WORDS.txt COMMENTS.csv ...

`hatecheck`: rows of paul-rottger/hatecheck-data (columns functionality, case_id, test_case, ref_case_id). The
keyword is what the disguised sentence changed, as the unchanged sentence has it; keywords below MIN_LETTERS
are left out, for the squashed view does not look for them. HateCheck has no drawn-out letters: those rows
are made here from the same keywords.
Mistyped rows are searched as similar words.
`comments`: one word a line; CSV files with a column CONTENT.
"""

# ruff: noqa: T201

from __future__ import annotations

import csv
import difflib
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from automation.engine.keywords import Hit, KeywordIndex, Term
from automation.engine.similar import SimilarIndex
from automation.engine.squash import MIN_LETTERS
from automation.engine.text import views_of

Row = tuple[str, str]  # keyword, disguised text
DISGUISED = {"leet": "spell_leet_h", "spaced": "spell_space_add_h"}
MISTYPED = {"swapped": "spell_char_swap_h", "left out": "spell_char_del_h"}


def rows_of(path: str) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def changed(plain: str, disguised: str) -> str:
    """Return the words of `plain` that `disguised` writes in another way."""
    before, after = plain.split(), disguised.split()
    same = difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    words = [word for kind, low, high, _, _ in same if kind != "equal" for word in before[low:high]]
    return " ".join(words).strip(" .,!?'").lower()


def disguises(rows: Sequence[dict[str, str]], functionality: str) -> Iterator[Row]:
    by_id = {row["case_id"]: row["test_case"] for row in rows}
    for row in rows:
        plain = by_id.get(row["ref_case_id"].partition(".")[0])
        if row["functionality"] == functionality and plain:
            yield changed(plain, row["test_case"]), row["test_case"]


def drawn_out(rows: Iterable[Row], seed: int = 1) -> Iterator[Row]:
    """Yield each keyword with one or two of its letters written three to seven times."""
    dice = random.Random(seed)  # noqa: S311
    for keyword, _ in rows:
        letters = list(keyword)
        for place in dice.sample(range(len(letters)), k=dice.randint(1, 2)):
            letters[place] *= dice.randint(3, 7) if letters[place].isalpha() else 1
        yield keyword, f"so {''.join(letters)} are"


def is_seen_through(keyword: str, text: str) -> bool:
    return bool(KeywordIndex([Term(keyword, 3)]).find(views_of(text)))


def is_similar(keyword: str, text: str) -> bool:
    return bool(SimilarIndex([keyword]).find(views_of(text)))


def recall(name: str, rows: Iterable[Row], is_found_in: Callable[[str, str], bool]) -> None:
    kept = [(word, text) for word, text in rows if sum(map(str.isalpha, word)) >= MIN_LETTERS]
    found = [is_found_in(word, text) for word, text in kept]
    print(f"| {name:<8} | {len(kept):>4} | {sum(found) / len(kept):.3f} |")
    for (word, text), is_found in zip(kept, found, strict=True):
        if not is_found and "-v" in sys.argv:
            print(f"    {word!r}: {text}")


def hatecheck(path: str) -> None:
    rows = rows_of(path)
    print("| spelling | rows | recall |\n|---|---|---|")
    for name, functionality in DISGUISED.items():
        recall(name, disguises(rows, functionality), is_seen_through)
    recall("repeated", drawn_out(disguises(rows, DISGUISED["leet"])), is_seen_through)
    for name, functionality in MISTYPED.items():
        recall(name, disguises(rows, functionality), is_similar)


def comments(words: str, paths: Sequence[str]) -> None:
    """Print how many comments each view flags, and every comment that only the squashed view flags."""
    index = KeywordIndex(
        Term(word, 3) for word in Path(words).read_text(encoding="utf-8").split("\n") if word
    )
    texts = [row["CONTENT"] for path in paths for row in rows_of(path)]
    found = [index.find(views_of(text)) for text in texts]
    for view in ("clean", "folded"):
        print(
            f"{view}: {sum(_has(hits.values(), {'clean', view}) for hits in found)} of {len(texts)} comments"
        )
    added = [
        (term.text, text[slice(*hit.span)], not _has(hits.values(), {"clean", "folded"}))
        for text, hits in zip(texts, found, strict=True)
        for term, some in hits.items()
        for hit in some
        if hit.view == "squashed"
    ]
    print(
        f"squashed adds {len(added)} hits, {sum(is_new for *_, is_new in added)} where nothing else was found"
    )
    for word, seen, is_new in added:
        print(f"    {'+' if is_new else ' '} {word}: {seen!r}")


def _has(hits: Iterable[Sequence[Hit]], views: set[str]) -> bool:
    return any(hit.view in views for some in hits for hit in some)


if __name__ == "__main__":
    match [argument for argument in sys.argv[1:] if argument != "-v"]:
        case ["hatecheck", path]:
            hatecheck(path)
        case ["comments", words, *paths] if paths:
            comments(words, paths)
        case _:
            sys.exit(__doc__)
