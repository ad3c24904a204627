"""The control API of this server."""
