"""The describing language: an operation is declared once, and everything else follows."""
