"""Benchmarks of models: suite, measure, run, report."""
