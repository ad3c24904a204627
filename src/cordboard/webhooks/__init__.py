"""Calls to the applications of users."""
