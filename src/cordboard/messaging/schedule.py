"""When a message may be scheduled for. Source: reference 02, section 6."""

from __future__ import annotations

from cordboard.base.problem import Problem

SOONEST_MS = 15 * 60 * 1000
LATEST_MS = 35 * 86_400_000
MOST_SCHEDULED = 1_000_000  # of an account
CHANNELS = frozenset({"sms", "whatsapp", "rcs"})
NO_TIME, BAD_TIME, TOO_MANY, NOT_SUPPORTED = 35111, 35114, 35125, 35126


def check_time(send_at_ms: int | None, now_ms: int) -> int:
    """Return the instant to send at. Raises: Problem 35111 without one, 35114 outside of the window."""
    if send_at_ms is None:
        raise Problem(NO_TIME, parameter="SendAt")
    if not SOONEST_MS <= send_at_ms - now_ms <= LATEST_MS:
        raise Problem(BAD_TIME, parameter="SendAt", message="SendAt is not between 900 seconds and 35 days from now")
    return send_at_ms


def check_count(scheduled: int) -> None:
    """Make sure that an account may schedule one more. Raises: Problem 35125."""
    if scheduled >= MOST_SCHEDULED:
        raise Problem(TOO_MANY)


def check_channel(channel: str) -> None:
    """Make sure that messages of a channel can wait. Raises: Problem 35126."""
    if channel not in CHANNELS:
        raise Problem(NOT_SUPPORTED, schedule_type="fixed")
