"""Cordboard: a self-hosted, Twilio-compatible communications server."""

__version__ = "0.1.0"
