"""Tells people: what one day brought for one incident, as a mail, to each address once.

content.py        what a digest says, as values
narrated.py       of these: how the story moves, in flips, contradictions, silence
compose.py        one day out of the store → a digest's content
moves.py          what came to be known of flips, contradictions and silence between two instants, each told once
revisions.py      its revisions: one by one, with what a person decided on them, and live pages as one line each
wording.py        instants, certainties, flips, in words that stay inside what we know
bottom_line.py    the sentences that a digest begins with
changes.py        two sentences → the words that went and the words that came
charts.py         how many outlets say what about the cause, as bars of table cells
render.py         content → subject, HTML and plain text (templates/)
envelope.py       rendered digest + address → one mail, the same bytes every time
deliver.py        the seam `Outbox`: a folder, or an SMTP server
page/             an incident's story as one page of HTML that needs nothing but itself
settings.py       `PALIMPSEST_SMTP_…`, sender, folder
"""
