"""One sentence pair to word links."""
