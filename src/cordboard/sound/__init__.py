"""What is said on simulated calls, as sound.

The voice is our own, a formant synthesizer of a few hundred lines. What could be installed with pip alone did not fit:
eSpeak NG and Piper are under the GPL, which an Apache-2.0 program may not load; SAM was abandoned without a licence;
flite has no wheels; neural voices with their model in the wheel bring 100 MB of runtime and 200 MB of memory. A better
voice can take the place of ours: the rest sees only ``rendering.wav`` and ``rendering.mp3``.

Measured with Whisper (tiny), 12 sentences at 8 kHz: 24 words of 100 misheard, of eSpeak NG's voice 29; with 12 others
that have numbers in them 28 (man) and 31 (woman), and of digits in a row, at the speed of calls, 14 to 20 by the voice.
"""
