"""The pricing API, v1: messages, numbers and calls by country."""
