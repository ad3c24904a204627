"""Benchmarks: each runs the real server, counts only work that was done, and checks afterwards that it was."""
