"""Usage: what was used, by account, day and category, and the triggers that watch it."""
