"""Two lists of sentences to beads."""
