"""The messaging product, versions 2 and 3: channel senders and typing indicators."""
