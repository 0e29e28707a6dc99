"""Directories: plan, journal, run."""
