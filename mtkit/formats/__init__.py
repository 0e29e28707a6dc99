"""Documents: bytes to segments and back. One module a format, `FORMAT` in each."""
