"""From the bytes of an answer to elements: TwiML without entities, network, or more than it may hold.

Source: reference 04, section 1; reference 03, section 1 (content types and sizes).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from lxml import etree

MOST_BYTES = 64 << 10
MOST_DEPTH, MOST_ELEMENTS = 32, 4000
# Menus and greetings are the same at each call. One of so many bytes takes 85 kB at the most, where it is all tags, so
# that hostile ones fill 11 MB; a usual one takes 1 kB.
LONGEST_KEPT, MOST_KEPT = 1024, 128
TOO_LARGE, NOT_WELL_FORMED, WRONG_VERSION, WRONG_ROOT = 11750, 12100, 12101, 12102
# By number: the words of other faults quote the document, which may have an element called Version.
_VERSION_FAULTS = frozenset({etree.ErrorTypes.ERR_UNKNOWN_VERSION, etree.ErrorTypes.ERR_VERSION_MISSING})


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name, attributes, own text, children, and the line it stands on. It never changes.

    ``text`` is all text between its tags that is no child's; ``head`` is what stands before the first child, ``tail``
    what stands behind the element itself, for verbs in whose text the order matters.
    """

    name: str
    attributes: Mapping[str, str]
    text: str
    children: tuple[Element, ...] = ()
    line: int = 0
    head: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with a document; a warning lets it go on."""

    code: int
    sentence: str
    line: int | None = None
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The verbs of a document."""

    verbs: tuple[Element, ...] = field(default=())


def read(body: bytes) -> Document | Trouble:
    """Read a document, or say what is wrong with it."""
    if len(body) > MOST_BYTES:
        return Trouble(TOO_LARGE, f"The document has {len(body)} bytes; {MOST_BYTES} are allowed.")
    return _known(body) if len(body) <= LONGEST_KEPT else _parsed(body)


def _parsed(body: bytes) -> Document | Trouble:
    # The parser is made for each document: lxml's parsers keep state of the last one.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body.strip(), parser)
    except etree.XMLSyntaxError as fault:
        if getattr(fault, "code", None) in _VERSION_FAULTS:  # which the stubs of lxml forget
            return Trouble(WRONG_VERSION, "The document is not of XML version 1.0.", fault.lineno)
        return Trouble(NOT_WELL_FORMED, "The document is not well-formed XML.", fault.lineno)
    except ValueError:
        return Trouble(NOT_WELL_FORMED, "The document is not XML text.")
    information = root.getroottree().docinfo
    if information.internalDTD is not None:
        return Trouble(NOT_WELL_FORMED, "The document declares a document type, which TwiML does not have.", 1)
    if information.xml_version != "1.0":
        return Trouble(WRONG_VERSION, "The document is not of XML version 1.0.", 1)
    if root.tag != "Response":
        return Trouble(WRONG_ROOT, "The root element is not Response.", _line(root))
    return _document(root)


_known = lru_cache(maxsize=MOST_KEPT)(_parsed)


def _line(node: etree._Element) -> int:
    line: object = node.sourceline
    return line if isinstance(line, int) else 0


def _document(root: etree._Element) -> Document | Trouble:
    for count, each in enumerate(root.iter(), start=1):
        if count > MOST_ELEMENTS:
            return Trouble(NOT_WELL_FORMED, f"The document has more than {MOST_ELEMENTS} elements.", _line(each))
    try:
        return Document(tuple(_element(each, 1) for each in root))
    except RecursionError:
        return Trouble(NOT_WELL_FORMED, f"The document is nested deeper than {MOST_DEPTH} elements.")


def _element(node: etree._Element, depth: int) -> Element:
    if depth > MOST_DEPTH:
        raise RecursionError
    name = str(node.tag)
    # Text between children belongs to the element too, as in <Message>Hello <Media>…</Media></Message>.
    text = (node.text or "") + "".join(child.tail or "" for child in node)
    attributes = MappingProxyType({str(key): str(value) for key, value in node.attrib.items()})
    children = tuple(_element(child, depth + 1) for child in node)
    return Element(name, attributes, text, children, _line(node), node.text or "", node.tail or "")
