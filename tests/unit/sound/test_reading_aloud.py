"""How text is read: the words, and the phonemes of words against a pronouncing dictionary."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cordboard.sound.irregular_words import IRREGULAR, LETTER_NAMES
from cordboard.sound.letter_rules import RULES
from cordboard.sound.phonemes import PHONEMES
from cordboard.sound.pronounce import phonemes_of
from cordboard.sound.pronunciation import phonemes_written
from cordboard.sound.prosody import MAX_DRAWL, MAX_HASTE, fitted, length_ms, sounds_of
from cordboard.sound.words import GAP, MAX_WORD_LETTERS, words_of

# From the CMU Pronouncing Dictionary 0.7b, without stress marks. None is in our own list: rules alone say them.
CMU_DICTIONARY = """
garden=G-AA-R-D-AH-N yellow=Y-EH-L-OW winter=W-IH-N-T-ER summer=S-AH-M-ER window=W-IH-N-D-OW kitchen=K-IH-CH-AH-N
station=S-T-EY-SH-AH-N silver=S-IH-L-V-ER dinner=D-IH-N-ER letter=L-EH-T-ER sister=S-IH-S-T-ER thunder=TH-AH-N-D-ER
shadow=SH-AE-D-OW street=S-T-R-IY-T school=S-K-UW-L flower=F-L-AW-ER music=M-Y-UW-Z-IH-K finger=F-IH-NG-G-ER
umbrella=AH-M-B-R-EH-L-AH important=IH-M-P-AO-R-T-AH-N-T tower=T-AW-ER nation=N-EY-SH-AH-N vision=V-IH-ZH-AH-N
picture=P-IH-K-CH-ER future=F-Y-UW-CH-ER measure=M-EH-ZH-ER quick=K-W-IH-K knife=N-AY-F write=R-AY-T wrong=R-AO-NG
light=L-AY-T night=N-AY-T taught=T-AO-T ship=SH-IH-P chip=CH-IH-P thin=TH-IH-N think=TH-IH-NG-K singing=S-IH-NG-IH-NG
make=M-EY-K making=M-EY-K-IH-NG time=T-AY-M bone=B-OW-N cute=K-Y-UW-T happy=HH-AE-P-IY army=AA-R-M-IY green=G-R-IY-N
boat=B-OW-T rain=R-EY-N boy=B-OY join=JH-OY-N out=AW-T found=F-AW-N-D book=B-UH-K moon=M-UW-N bird=B-ER-D burn=B-ER-N
hard=HH-AA-R-D start=S-T-AA-R-T corn=K-AO-R-N short=SH-AO-R-T
"""


@pytest.mark.parametrize("entry", CMU_DICTIONARY.split())
def test_rules_of_spelling_say_a_word_as_the_dictionary_does(entry):
    word, _, expected = entry.partition("=")
    assert word not in IRREGULAR
    # The dictionary writes the neutral vowel as AH without stress.
    assert "-".join(phonemes_of(word)).replace("AX", "AH") == expected


def test_all_that_can_be_said_is_a_phoneme():
    written = [*IRREGULAR.values(), *LETTER_NAMES.values()]
    written += [rule.rpartition("=")[2] for rules in RULES.values() for rule in rules.split()]
    assert {name for said in written for name in said.split("-") if said} == set(PHONEMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+15551234567", "plus one five five five one two three four five six seven"),
        ("0042", "zero zero four two"),
        ("You owe 1,234 dollars", "you owe one thousand two hundred thirty four dollars"),
        ("10 100 19 80 7000", "ten one hundred nineteen eighty seven thousand"),
        ("0", "zero"),
        ("2.5%", "two point five percent"),
        ("9:30", "nine thirty"),
        ("Press # or *", "press hash or star"),
        ("Dr. Smith", "doctor smith"),
        ("an SMS", "an S M S"),
        ("a PIN, please", "a pin , please"),
        ("+1 (415) 555-2671", "plus one , four one five , five five five , two six seven one"),
        ("415-555-2671", "four one five , five five five , two six seven one"),
        ("+44 20 7946 0958", "plus four four , two zero , seven nine four six , zero nine five eight"),
        ("$12,345.67", "twelve thousand three hundred forty five dollars and sixty seven cents"),
        ("£1.01 or €2", "one pound and one penny or two euros"),
        ("1,000,000", "one million"),
        ("3.14", "three point one four"),
        ("version 2.0.1", "version two point zero point one"),
        ("-5 or 3-4", "minus five or three four"),
        ("the 1st, 22nd and 30th", "the first , twenty second and thirtieth"),
        ("10:05 p.m. or 7:00", "ten oh five P M or seven o'clock"),
        ("at 10am", "at ten A M"),
        ("I am at home", "i am at home"),
        ("No. No. 5", "no . number five"),
        ("221 Baker St., e.g.", "two hundred twenty one baker street , for example"),
        ("the U.S.A. and the FBI", "the U S A and the F B I"),
        ("A B C, plan A", "A B C , plan a"),
        ("Really? Yes.", "really ? yes ."),
        ("don’t", "don't"),
        ("café", "cafe"),
        ("٤٢", "forty two"),
        ("안", "an"),
        ("かな", "ka na"),
        ("Жук", "zhe u ka"),
        ("👍", "thumbs up sign"),
        ("", ""),
    ],
)
def test_text_becomes_the_words_of_a_reader(text, expected):
    assert " ".join(word for word in words_of(text) if word != GAP) == expected


def test_ideographs_are_syllables_that_differ():
    first, second = words_of("日本")
    assert first != second
    assert all(phonemes_of(word) for word in (first, second))


@given(some.text(max_size=60))
def test_any_text_can_be_read_in_words_of_bounded_length(text):
    assert all(1 <= len(word) <= MAX_WORD_LETTERS for word in words_of(text))


@given(some.text(max_size=40))
def test_whoever_says_anything_is_heard(text):
    assert any(sound.phoneme for sound in sounds_of(text)) == bool(text.strip())


def test_a_question_ends_higher_than_a_statement():
    asked, told = ([sound.pitch for sound in sounds_of(f"You are there{mark}") if sound.phoneme] for mark in "?.")
    assert asked[-1] > asked[0] > told[-1]


@pytest.mark.parametrize(
    ("times", "expected"), [(0, 1 / MAX_HASTE), (0.5, 0.5), (1, 1), (2, 2), (5, 5), (100, MAX_DRAWL)]
)
def test_what_is_said_takes_the_time_that_it_is_given_up_to_limits(times, expected):
    usual = sounds_of("Thank you for calling.")
    made = fitted(usual, times * length_ms(usual))
    assert length_ms(made) == pytest.approx(expected * length_ms(usual))


def test_nothing_takes_no_time():
    assert fitted(sounds_of(""), 1000) == ()


@pytest.mark.parametrize(
    ("pronounced", "expected"),
    [
        ("ipa:pɪˈkɑːn", "P IH K AA N"),
        ("ipa:ˈpi.kæn", "P IY K AE N"),
        ("ipa:tʃɜːtʃ", "CH ER CH"),
        ("ipa:ˈθɔːɹoʊ", "TH AO R OW"),
        ('x-sampa:p@"kA:n', "P AX K AA N"),
        ("x-sampa:dZVdZ", "JH AH JH"),
        ("x-amazon-pinyin:bao2", ""),
        ("ipa:", ""),
        ("", ""),
    ],
)
def test_a_pronunciation_is_read_by_its_alphabet(pronounced, expected):
    assert " ".join(phonemes_written(pronounced)) == expected


def test_a_pronunciation_is_said_in_the_place_of_the_spelling():
    phonemes = phonemes_written("ipa:pɪˈkɑːn")
    assert [sound.phoneme for sound in sounds_of("colonel", 1.0, phonemes) if sound.phoneme] == list(phonemes)


@given(some.sampled_from(("ipa", "x-sampa")), some.text(max_size=300))
def test_any_pronunciation_is_read_as_phonemes_that_there_are(alphabet, signs):
    assert set(phonemes_written(f"{alphabet}:{signs}")) <= set(PHONEMES)
