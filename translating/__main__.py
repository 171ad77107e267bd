"""`python -m translating [language …]`: collect the texts, compile, and say what is not translated."""

from __future__ import annotations

import sys

from translating.catalogues import collect, languages


def main(chosen: list[str]) -> None:
    for language in chosen or languages():
        missing = collect(language)
        sys.stdout.write(f"{language}: {len(missing)} not translated\n")
        sys.stdout.writelines(f"  {text}\n" for text in missing)


main(sys.argv[1:])
