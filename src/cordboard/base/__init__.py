"""Words that everyone may use; the standard library only, no I/O."""
