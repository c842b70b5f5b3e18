"""Benchmarks: each is a command that prints a ratio against a peer or a limit, measured in the same run."""
