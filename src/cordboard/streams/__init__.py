"""Web sockets to the applications of media streams.

The library is websockets: no dependencies, 2 MB, loaded in 30 ms; aiohttp brings six packages of its own, 13 MB, and
takes 0.8 s to load. It is quicker with a message (5 µs of a core against 15), which for the fifty a second of a track
is half a millisecond a second.
"""
