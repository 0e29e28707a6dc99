"""Sentences to translations. One module an engine, `ENGINE` in each."""
