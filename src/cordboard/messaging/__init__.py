"""Messages: their states, sending, receiving, queues and web hooks."""
