"""What clients of several adapters share: connections that were used, and may be used again."""
