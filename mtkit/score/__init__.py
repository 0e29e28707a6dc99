"""Hypotheses and references to numbers."""
