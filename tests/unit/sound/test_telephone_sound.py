"""Speech as telephones carry it, against the tables of ITU-T G.711."""

import numpy as np

from cordboard.sound.ulaw import encoded, spoken

# G.711 table 2a: the lowest and highest levels, the ends of segments, and zero; 16-bit samples, bytes on the wire.
KNOWN = {0: 0xFF, 32767: 0x80, -32768: 0x00, 32124: 0x80, -32124: 0x00, 15996: 0x90, 7932: 0xA0, 876: 0xD0, -8: 0x7E}


def decoded(byte):
    """Return the level of a byte, as section 4 and table 2a give it."""
    inverted = ~byte & 0xFF
    level = (((inverted & 0x0F) << 3) + 0x84 << (inverted >> 4 & 7)) - 0x84
    return -level if inverted & 0x80 else level


def test_known_levels_have_their_published_bytes():
    assert encoded(np.array(list(KNOWN), np.int16)) == bytes(KNOWN.values())


def test_every_level_of_the_table_is_its_own_byte():
    every = [byte for byte in range(256) if byte != 0x7F]  # the second zero, which an encoder never gives
    assert encoded(np.array([decoded(byte) for byte in every], np.int16)) == bytes(every)


def test_no_sample_is_further_from_its_level_than_half_a_step():
    samples = np.arange(-32000, 32000, dtype=np.int16)
    errors = [abs(decoded(byte) - int(sample)) for byte, sample in zip(encoded(samples), samples, strict=True)]
    # A step of a segment is a sixteenth of it: at most a 32nd of the level away, and 4 near zero.
    assert all(error <= max(4, (abs(int(sample)) + 132) / 32) for error, sample in zip(errors, samples, strict=True))


def test_a_sentence_lasts_as_long_as_a_person_takes_and_less_when_it_must():
    usual, hasty = (
        spoken("Hello, I would like a pizza.", "caller", None),
        spoken("Hello, I would like a pizza.", "caller", 800),
    )
    assert 1_000 < len(usual) / 8 < 4_000
    assert len(hasty) < len(usual)
    assert len(set(usual)) > 100


def test_nothing_has_no_sound():
    assert spoken("", "callee", None) == b""
