"""The core API, dated 2010-04-01."""
