"""Lets a person do any step by hand: `palimpsest --help`."""
