"""The other end of the gate: carries a decided call out on a real account."""
