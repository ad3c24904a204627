"""How the proxy tells the HTTP face that a connection came to it over TLS."""

from typing import Final

TLS_ENDED: Final = b"CORDBOARD/1 TLS-ENDED\r\n"
"""What a connection from this machine may begin with, before its first request: the sender has ended TLS for it.

It stands at the head of the connection, not in the requests, so that no program can be made to send it along, and the
proxy can hand requests on without reading them. It is no HTTP, so that a server that does not know it refuses it.
"""
