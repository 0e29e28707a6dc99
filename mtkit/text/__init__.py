"""From text to sentences and back, without losing a byte."""
