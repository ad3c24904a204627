"""Notifications: what went wrong with web hooks, TwiML and messages, for the developer to read."""
