"""Letters of other scripts that look like Latin ones, after case folding.

Taken from Unicode's confusables data (UTS #39, confusables.txt), reduced to single letters that resemble
one Latin letter in small or capital form; where both differ (η as n and H) the small form counts.
"""

from __future__ import annotations

import re

_GREEK = "ͷn αa βb γy εe ζz ηn ιi κk μm νv οo ρp σo τt υu χx ωw ϝf ϳj ϻm"
_CYRILLIC = "аa вb гr еe иn кk мm нh оo рp сc тt уy хx ьb яr ѕs іi јj ѡw ѵv үy һh ҽe ӏi ԁd ԍg ԛq ԝw ꙇi ꞓc"
_ARMENIAN = "աw գq զq հh ոn ռn սu տs ցg քf օo"
_CHEROKEE = "Ꭰd Ꭱr Ꭲt Ꭵi Ꭹy Ꭺa Ꭻj Ꭼe Ꮁr Ꮃw Ꮇm Ꮋh Ꮍy Ꮐg Ꮒh Ꮓz Ꮟb Ꮢr Ꮤw Ꮥs Ꮩv Ꮪs Ꮮl Ꮯc Ꮲp Ꮶk Ꮷd Ᏻg Ᏼb"
_COPTIC = "ⲅr ⲏh ⲓi ⲕk ⲙm ⲛn ⲟo ⲣp ⲥc ⲧt ⲩy ⲭx ⳑl"

LOOK_ALIKES = {
    ord(pair[0]): pair[1]
    for alphabet in (_GREEK, _CYRILLIC, _ARMENIAN, _CHEROKEE, _COPTIC)
    for pair in alphabet.split()
}
_LOOK_ALIKE = "".join(map(chr, LOOK_ALIKES))
_HAS_ONE = re.compile(f"[{_LOOK_ALIKE}]")
_LATIN = re.compile("[a-z]")
_LETTER = re.compile(r"[^\W\d_]")
# Digits may stand for letters; they make a word neither more nor less suspect.
_SUSPECT = re.compile(rf"(?<!\w)(?=\w*[{_LOOK_ALIKE}])\w+")
_ONLY_LOOK_ALIKES = re.compile(rf"(?<!\w)[{_LOOK_ALIKE}0-9_]+(?!\w)")


def without_look_alikes(text: str) -> str:
    """Return a folded text, of the same length, with the look-alikes of Latin letters as Latin letters.

    Only in words that mix them with Latin letters, and in words made of nothing else within a mostly
    Latin text: an honest Russian or Greek sentence stays what it is.
    """
    if text.isascii() or not _HAS_ONE.search(text):
        return text
    text = _SUSPECT.sub(_unmixed, text)
    if len(_LATIN.findall(text)) * 2 > len(_LETTER.findall(text)):
        text = _ONLY_LOOK_ALIKES.sub(_latinised, text)
    return text


def _unmixed(match: re.Match[str]) -> str:
    return _latinised(match) if _LATIN.search(match[0]) else match[0]


def _latinised(match: re.Match[str]) -> str:
    return match[0].translate(LOOK_ALIKES)
