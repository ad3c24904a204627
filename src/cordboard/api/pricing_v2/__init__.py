"""The pricing API, v2: calls and trunks by origin and destination."""
