"""What things cost on the simulated network: one table, read by whoever makes a price."""
