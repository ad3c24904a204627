"""Agents: callers with a key of their own and a policy that says what they may do."""
