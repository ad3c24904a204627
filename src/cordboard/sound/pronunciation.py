"""Pronunciations as documents write them, as phonemes of ours: IPA and X-SAMPA, as far as English has the sounds.

Source: Handbook of the International Phonetic Association (1999), appendix 2; Wells, "Computer-coding the IPA: a
proposed extension of SAMPA" (1995).
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 200  # of what is written; a word has ten
# What several signs stand for is said by the nearest sound of English; stress, length and boundaries are not needed.
_SIGNS: Final = {
    "ipa": """
        t͡ʃ=CH tʃ=CH d͡ʒ=JH dʒ=JH aɪ=AY aʊ=AW eɪ=EY oʊ=OW əʊ=OW ɔɪ=OY ɪə=IH-AX eə=EH-AX ʊə=UH-AX ɜr=ER ɜː=ER ər=ER
        i=IY ɪ=IH e=EH ɛ=EH æ=AE a=AA ɑ=AA ɒ=AA ɔ=AO o=OW ʊ=UH u=UW ʌ=AH ə=AX ɐ=AH ɜ=ER ɝ=ER ɚ=ER y=IY ʏ=IH ø=ER œ=ER
        p=P b=B t=T d=D k=K ɡ=G g=G f=F v=V θ=TH ð=DH s=S z=Z ʃ=SH ʒ=ZH h=HH x=K ç=SH m=M n=N ɲ=N-Y ŋ=NG l=L ɫ=L ɹ=R
        r=R ɾ=D ʁ=R j=Y w=W ʍ=W ts=T-S""",
    "x-sampa": """
        tS=CH dZ=JH aI=AY aU=AW eI=EY oU=OW @U=OW OI=OY I@=IH-AX e@=EH-AX U@=UH-AX 3:=ER 3`=ER @`=ER r\\=R
        i=IY I=IH e=EH E=EH {=AE a=AA A=AA Q=AA O=AO o=OW U=UH u=UW V=AH @=AX 6=AH 3=ER y=IY Y=IH 2=ER 9=ER
        p=P b=B t=T d=D k=K g=G f=F v=V T=TH D=DH s=S z=Z S=SH Z=ZH h=HH x=K C=SH m=M n=N J=N-Y N=NG l=L r=R 4=D R=R
        j=Y w=W W=W""",
}


def _read(signs: str) -> dict[str, tuple[str, ...]]:
    pairs = (pair.rpartition("=") for pair in signs.split())
    return {sign: tuple(phonemes.split("-")) for sign, _, phonemes in pairs}


_PHONEMES: Final = {alphabet: _read(signs) for alphabet, signs in _SIGNS.items()}
_PATTERNS: Final = {
    alphabet: re.compile("|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True)))
    for alphabet, signs in _PHONEMES.items()
}


def phonemes_written(pronounced: str) -> tuple[str, ...]:
    """Return the phonemes of ``alphabet:signs``; none where the alphabet, or every sign of it, is another's."""
    alphabet, _, signs = pronounced[:LONGEST].partition(":")
    pattern = _PATTERNS.get(alphabet)
    if pattern is None:
        return ()
    return tuple(name for sign in pattern.findall(signs) for name in _PHONEMES[alphabet][sign])
