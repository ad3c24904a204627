"""The events API, v1: types and schemas of events, sinks, and subscriptions."""
