"""Aligned sentences as files. One module a form."""
