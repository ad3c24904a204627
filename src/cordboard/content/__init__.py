"""Content: templates of messages with slots, in a shape for each kind of channel."""
