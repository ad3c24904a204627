"""Event streams: what happens here, told as CloudEvents to the sinks of those who subscribed."""
