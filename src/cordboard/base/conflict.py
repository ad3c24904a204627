"""What a transaction ends with whose rows are not what it was written for any more."""

from __future__ import annotations


class ConflictError(Exception):
    """A transaction found the world changed: a row was not in the state that it was written for."""


class UntoldError(Exception):
    """A transaction was not written, because a row of the audit that belongs to it could not be."""
