"""Writes the pages of docs/reference that follow from the catalogue; ``make reference`` runs it."""

from __future__ import annotations

from pathlib import Path

from cordboard.api.published import coverage_of
from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.reference import reference
from cordboard.catalogue.derive.standing import coverage_page, tests_from
from cordboard.events.page import page as events_page
from cordboard.faces.cli.local import show
from cordboard.settings import SETTINGS

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
TESTS = FOLDER / "touched.tsv"  # of `make touched`


def pages() -> dict[str, str]:
    """Return the text of each page by its file name."""
    described = {f"api-{surface.name}.md": reference(surface) for surface in SURFACES}
    described["settings.md"] = settings_page()
    described["events.md"] = events_page()
    return described | {"coverage.md": coverage_page(coverage_of(SURFACES), tests_from(TESTS.read_text()))}


SETTINGS_PAGE = """\
# Settings

Each setting is a flag of `cordboard serve`, an environment variable and a key of `cordboard.toml` of one name. A flag
wins over a variable, a variable over the file, the file over the default. `cordboard doctor` shows what they are and
where each came from.

{rows}

## TLS

With `--tls-certificate` and `--tls-key` the server speaks HTTPS alone. `--tls-minimum 1.3` refuses clients that know
nothing newer than TLS 1.2; what is older is refused always (RFC 8996). `--tls-ciphers` chooses the ciphers of TLS 1.2,
in the words of OpenSSL (`openssl ciphers`); those of TLS 1.3 are all safe, and not to be chosen. A server whose
ciphers OpenSSL does not know does not start.

A certificate that you signed yourself is trusted by whoever is told of it: `SSL_CERT_FILE` for `cordboard` and
programs with OpenSSL, `REQUESTS_CA_BUNDLE` for the official Python library, `NODE_EXTRA_CA_CERTS` for Node,
`CURL_CA_BUNDLE` for curl. `cordboard run` and `cordboard env` need none of it.
"""


def settings_page() -> str:
    """Return the page of the settings."""
    rows = ["| Flag | Variable | Default | |", "| --- | --- | --- | --- |"]
    for each in SETTINGS:
        default = "" if each.default in (None, ()) else f"`{show(each.default)}` {each.unit}".rstrip()
        value = each.kind.expects
        rows.append(f"| `{each.flag}` | `{each.variable}` | {default} | {each.sentence} ({value}) |")
    return SETTINGS_PAGE.format(rows="\n".join(rows))


def main() -> None:
    """Write the pages, and remove those of surfaces that are gone."""
    made = pages()
    for old in FOLDER.glob("api-*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
