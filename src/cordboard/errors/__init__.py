"""Every code this server can say (data and its look-ups)."""

from cordboard.errors.families import Level
from cordboard.errors.table import ERRORS, ErrorEntry, entry, error_name, more_info, sentence

__all__ = ["ERRORS", "ErrorEntry", "Level", "entry", "error_name", "more_info", "sentence"]
