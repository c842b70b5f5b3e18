"""Brings news in: polls feeds, captures pages, has them judged. Verbs are steps; nouns are what steps use."""
