"""The simulated phone network."""
