"""Remembers. SQLAlchemy lives here: a session goes in, values come out."""
