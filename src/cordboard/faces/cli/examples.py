"""Examples in help texts: each command has some, as they can be typed."""


def examples(*lines: str) -> str:
    """Write examples as the end of a help text, in lines that click leaves as they are."""
    return "\n".join(["\b", "Examples:", *(f"  cordboard {line}" for line in lines)])
