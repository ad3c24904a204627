"""Phone numbers that accounts own."""
