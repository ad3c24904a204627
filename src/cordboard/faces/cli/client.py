"""The command line's own HTTP client: small, bounded, and never sending credentials elsewhere than to its server."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

import click

from cordboard.faces.cli.failures import Misconfigured, Refused, Unreachable

if TYPE_CHECKING:
    from http.client import HTTPConnection

TIMEOUT_S = 30.0
MAX_ANSWER_BYTES = 32 << 20
"""A page of 1,000 messages of 1,600 characters, each written as a six-byte escape, is 10 MB; this leaves room."""
MAX_PAGE_SIZE = 1000

Answer = dict[str, object]
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a request proves itself with, and where that was found."""

    account_sid: str
    auth_token: str
    source: str

    def __repr__(self) -> str:
        return f"Credentials({self.account_sid})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a server is.

    Raises: ValueError when a URL is none that can be asked over HTTP.
    """

    is_tls: bool
    host: str
    port: int
    prefix: str

    @classmethod
    def parse(cls, url: str) -> "Origin":
        """Read the URL of a server."""
        parts = urlsplit(url)
        is_bare = not (parts.query or parts.fragment or parts.username or parts.password)
        if parts.scheme not in ("http", "https") or not parts.hostname or not is_bare:
            raise ValueError("no URL of a server")
        is_tls = parts.scheme == "https"
        port = parts.port if parts.port is not None else (443 if is_tls else 80)
        return cls(is_tls=is_tls, host=parts.hostname, port=port, prefix=quote(parts.path.rstrip("/")))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.is_tls else 'http'}://{host}:{self.port}{self.prefix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Asks one server with one account's credentials.

    `authority` is a certificate to trust besides the system's: that of a server on this machine, often self-signed.
    """

    origin: Origin
    credentials: Credentials
    authority: Path | None = None

    @property
    def account(self) -> str:
        """The path of the account on the core API."""
        return f"/2010-04-01/Accounts/{self.credentials.account_sid}"

    def get(self, path: str, query: Pairs = ()) -> Answer:
        """Fetch a resource."""
        encoded = _form(query)
        return self._ask("GET", f"{self.origin.prefix}{path}{'?' if encoded else ''}{encoded}")

    def post_form(self, path: str, pairs: Pairs) -> Answer:
        """Create or update a resource of the core API."""
        body = _form(pairs).encode("ascii")
        return self._ask("POST", self.origin.prefix + path, body, "application/x-www-form-urlencoded")

    def send_json(self, method: str, path: str, body: Mapping[str, object]) -> Answer:
        """Send a document to the control API."""
        content = _utf8(json.dumps(body, ensure_ascii=False))
        return self._ask(method, self.origin.prefix + path, content, "application/json")

    def delete(self, path: str) -> Answer:
        """Delete a resource."""
        return self._ask("DELETE", self.origin.prefix + path)

    def list(self, path: str, key: str, limit: int, query: Pairs = ()) -> list[Answer]:
        """Fetch the first rows of a list of the core API, over as many pages as it takes."""
        page = self.get(path, [*query, ("PageSize", str(min(limit, MAX_PAGE_SIZE)))])
        rows = _rows(page, key)
        while len(rows) < limit and isinstance(following := page.get("next_page_uri"), str):
            page = self._ask("GET", following)
            found = _rows(page, key)
            if not found:  # a page without rows cannot lead further
                break
            rows += found
        return rows[:limit]

    def walk(self, path: str, key: str, page_size: int, query: Pairs = ()) -> Iterator[Answer]:
        """Fetch every row of a list of the control API, a page at a time."""
        cursor: object = None
        while True:
            following = [("cursor", str(cursor))] if cursor is not None else []
            page = self.get(path, [*query, ("page_size", str(min(page_size, MAX_PAGE_SIZE))), *following])
            yield from _rows(page, key)
            before, cursor = cursor, page.get("next_cursor")
            # A search that is bounded may find nothing for a while, but never leads to where it was.
            if cursor is None or cursor == before:
                return

    def exchange(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Post a message of another protocol; returns the status and the answer as it is."""
        from http.client import HTTPException

        connection = self._connect()
        try:
            known = {"Authorization": self._authorization(), "Content-Type": "application/json"}
            connection.request("POST", self.origin.prefix + path, body, {**known, **headers})
            response = connection.getresponse()
            return response.status, response.read(MAX_ANSWER_BYTES + 1)
        except (OSError, HTTPException, ValueError) as error:
            raise self._unreachable(error) from error
        finally:
            connection.close()

    def _ask(self, method: str, target: str, body: bytes | None = None, content_type: str = "") -> Answer:
        from http.client import HTTPException  # 28 ms to import, which `--help` can do without

        if not target.startswith("/"):
            raise Unreachable(f"{self.origin} answers with a link that is no path, so it is no Cordboard.")
        headers = {"Authorization": self._authorization(), "Accept": "application/json"}
        if content_type:
            headers["Content-Type"] = content_type
        connection = self._connect()
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
            content = response.read(MAX_ANSWER_BYTES + 1)
        except (OSError, HTTPException, ValueError) as error:
            raise self._unreachable(error) from error
        finally:
            connection.close()
        return self._read(response.status, content)

    def _connect(self) -> "HTTPConnection":
        from http.client import HTTPConnection, HTTPSConnection

        if not self.origin.is_tls:
            return HTTPConnection(self.origin.host, self.origin.port, timeout=TIMEOUT_S)
        import ssl

        context = ssl.create_default_context()
        if self.authority:
            try:
                context.load_verify_locations(self.authority)
            except OSError as error:
                raise Misconfigured(
                    f"The certificate {self.authority} cannot be read, or is none in PEM.\n"
                    "Next: start `cordboard serve` again with a good --tls-certificate."
                ) from error
        return HTTPSConnection(self.origin.host, self.origin.port, timeout=TIMEOUT_S, context=context)

    def _authorization(self) -> str:
        import base64

        pair = f"{self.credentials.account_sid}:{self.credentials.auth_token}"
        return "Basic " + base64.b64encode(pair.encode()).decode()

    def _read(self, status: int, content: bytes) -> Answer:
        if status == 204 and not content:
            return {}
        try:
            answer = json.loads(content) if len(content) <= MAX_ANSWER_BYTES else None
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or 300 <= status < 400:
            raise Unreachable(
                f"{self.origin} answers, but not as Cordboard does (HTTP {status}).\n"
                "Next: check --url and CORDBOARD_PORT; another program may have the port."
            )
        if status >= 400:
            raise Refused({"status": status, **answer}, self.credentials.source)
        return answer

    def _unreachable(self, error: Exception) -> Unreachable:
        if untrusted := getattr(error, "verify_message", None):
            return Unreachable(
                f"The certificate of {self.origin} is not trusted: {untrusted}.\n"
                "Next: if it is your own, let SSL_CERT_FILE name its file."
            )
        return Unreachable(
            f"No Cordboard answers at {self.origin}: {_reason(error)}.\n"
            "Next: start one with `cordboard serve`, or say where it is with --url or CORDBOARD_PORT."
        )


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"it took more than {TIMEOUT_S:g} seconds"
    if getattr(error, "library", None) == "SSL":
        return "what is there does not speak TLS, so its URL may begin with http://"
    # The system's own words, without the number that only programmers know.
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__


def segment(text: str) -> str:
    """Write a text as one segment of a path, so that no slash or line end of it counts."""
    if not text:
        raise click.UsageError("An argument is empty; a variable of the script may be unset.")
    return quote(_utf8(text), safe="")


def _form(pairs: Pairs) -> str:
    return urlencode([(name, _utf8(value)) for name, value in pairs])


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise click.UsageError("An argument is not valid UTF-8; check the locale of the terminal.") from error


def _rows(page: Answer, key: str) -> list[Answer]:
    rows = page.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreachable(f"The answer has no list of {key}, so what answers is no Cordboard of this version.")
    return rows
