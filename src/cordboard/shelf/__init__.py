"""Plain resources: kept as they were given, found by account, parent and fields."""
