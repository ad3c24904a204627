"""The voices that speak: what each is called, what it speaks, and whose voice it is.

Source: https://www.twilio.com/docs/voice/twiml/say/text-speech, the values of ``voice`` and ``language`` in the TwiML
classes of the official clients, and https://docs.aws.amazon.com/polly/latest/dg/available-voices.html (who they are).
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple


class Build(Enum):
    """Whose voice it is."""

    MAN = auto()
    WOMAN = auto()
    CHILD = auto()


class Voice(NamedTuple):
    """A voice: who speaks, and the languages, of which the first is its own."""

    build: Build
    languages: tuple[str, ...]

    def speaks(self, language: str) -> bool:
        """Tell whether it speaks a language; one without a country is that of any country."""
        wanted = language.lower()
        return any(wanted in (each.lower(), each.lower().partition("-")[0]) for each in self.languages)


_EUROPE = "en-US en-GB es-ES es-MX fr-FR fr-CA de-DE it-IT"
_ALICE = """
en-US da-DK de-DE en-AU en-CA en-GB en-IN ca-ES es-ES es-MX fi-FI fr-CA fr-FR it-IT ja-JP ko-KR nb-NO nl-NL pl-PL pt-BR
pt-PT ru-RU sv-SE zh-CN zh-HK zh-TW
"""
_BASIC = {
    "man": Voice(Build.MAN, tuple(_EUROPE.split())),
    "woman": Voice(Build.WOMAN, tuple(_EUROPE.split())),
    "alice": Voice(Build.WOMAN, tuple(_ALICE.split())),
}
# Of each language: the women, the men and the children; who speaks two is in both.
_POLLY = """
arb Zeina | | ; ar-AE Hala | Zayd | ; ca-ES Arlet | | ; cmn-CN Zhiyu | | ; yue-CN Hiujin | | ; cs-CZ Jitka | | ;
cy-GB Gwyneth | | ; da-DK Naja Sofie | Mads | ; de-AT Hannah | | ; de-CH Sabrina | | ;
de-DE Marlene Vicki | Hans Daniel | ; en-AU Nicole Olivia | Russell | ; en-GB Amy Emma | Brian Arthur | ;
en-GB-WLS | Geraint | ; en-IE Niamh | | ; en-IN Aditi Raveena Kajal | | ; en-NZ Aria | | ; en-SG Jasmine | | ;
en-ZA Ayanda | | ;
en-US Joanna Kendra Kimberly Salli Danielle Ruth | Joey Matthew Gregory Stephen Patrick | Ivy Justin Kevin ;
es-ES Conchita Lucia Alba | Enrique Sergio Raul | ; es-MX Mia | Andres | ; es-US Lupe Penelope | Miguel Pedro | ;
fi-FI Suvi | | ; fr-BE Isabelle | | ; fr-CA Chantal Gabrielle | Liam | ; fr-FR Celine Lea | Mathieu Remi | ;
hi-IN Aditi Kajal | | ; is-IS Dora | Karl | ; it-IT Carla Bianca | Giorgio Adriano | ;
ja-JP Mizuki Kazuha Tomoko | Takumi | ; ko-KR Seoyeon Jihye | | ; nb-NO Liv Ida | | ; nl-BE Lisa | | ;
nl-NL Lotte Laura | Ruben | ; pl-PL Ewa Maja Ola | Jacek Jan | ; pt-BR Camila Vitoria | Ricardo Thiago | ;
pt-PT Ines | Cristiano | ; ro-RO Carmen | | ; ru-RU Tatyana | Maxim | ; sv-SE Astrid Elin | | ;
tr-TR Filiz Burcu | |
"""
_ENGINES: Final = ("", "-neural", "-generative", "-long-form")
_SPOKEN: Final = """
af-ZA am-ET ar-AE ar-XA arb bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT de-CH de-DE el-GR en-AU en-CA en-GB
en-GB-WLS en-IE en-IN en-NZ en-SG en-US en-ZA es-ES es-MX es-US et-EE eu-ES fi-FI fil-PH fr-BE fr-CA fr-FR gl-ES gu-IN
he-IL hi-IN hr-HR hu-HU id-ID is-IS it-IT ja-JP kn-IN ko-KR lt-LT lv-LV ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL pa-IN pl-PL
pt-BR pt-PT ro-RO ru-RU sk-SK sl-SI sr-RS sv-SE sw-KE ta-IN te-IN th-TH tr-TR uk-UA ur-IN vi-VN yue-CN yue-HK zh-CN
zh-HK zh-TW
"""
LANGUAGES: Final = Voice(Build.MAN, tuple(_SPOKEN.split()))  # of all voices together
_GOOGLE: Final = re.compile(
    r"google\.(?P<language>[a-z]{2,3}-[a-z]{2})-"
    r"(?:(?:standard|wavenet|neural2|news|studio|polyglot|journey|casual)-(?P<letter>[a-z])|"
    r"chirp(?:-hd|3-hd)-(?P<name>[a-z]+))"
)
# Google's letters do not tell who speaks, and differ between languages: these are men in most. The names are of Chirp.
_MEN_OF_GOOGLE: Final = frozenset(["b", "d", "i", "j", "q", "charon", "fenrir", "orus", "puck"])


def _polly() -> dict[str, Voice]:
    found: dict[str, Voice] = {}
    for entry in _POLLY.split(";"):
        head, *others = entry.split("|")
        language, *women = head.split()
        for build, names in zip(Build.__members__.values(), (others[0].split(), women, others[1].split()), strict=True):
            for name in names:
                known = found.get(name.lower())
                languages = (*known.languages, language) if known is not None else (language,)
                found[name.lower()] = Voice(build, languages)
    return found


_BY_NAME: Final = _BASIC | {f"polly.{name}{engine}": voice for name, voice in _polly().items() for engine in _ENGINES}


@lru_cache(maxsize=1024)
def voice_of(name: str) -> Voice | None:
    """Return the voice that has a name, whatever its capitals and accents; None where nobody has."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(char))
    known = _BY_NAME.get(plain)
    if known is not None:
        return known
    google = _GOOGLE.fullmatch(plain)
    language = google and next((each for each in LANGUAGES.languages if each.lower() == google["language"]), None)
    if google is None or language is None:
        return None
    is_man = (google["letter"] or google["name"]) in _MEN_OF_GOOGLE
    return Voice(Build.MAN if is_man else Build.WOMAN, (language,))
