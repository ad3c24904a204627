"""Surfaces: the operations of each API, described, with thin handlers over the products."""
