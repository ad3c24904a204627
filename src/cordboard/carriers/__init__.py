"""Adapters that carry messages to handsets."""
