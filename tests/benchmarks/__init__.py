"""Measurements, as commands: `python -m tests.benchmarks.lint`, `.epoch`, `.memory`. None of them is a test."""
