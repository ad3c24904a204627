"""Calls: their states, the engine that runs their documents, conferences, queues and recordings."""
