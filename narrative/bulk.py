"""Sentences that came or went together: a passage added or taken out is one decision, not a dozen."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from narrative.model import Action, Edit, Part
from narrative.text import sentences

BULK_SENTENCES = 6
"""So many sentences in a row are more than a handful."""
BULK_SHARE = 1 / 3
BULK_SHARE_MIN = 3
"""More than this share of a text in a row is a passage too, from so many sentences on: of three sentences one is no bulk."""
_KEPT = ("notice", "quote.", "claim.", "boilerplate", "style.")


def bulk(edits: Iterable[Edit], before: str, after: str) -> tuple[Edit, ...]:
    """The edits, background that came or went in bulk labelled as such; `before` and `after` are the bodies they count in.

    What a lone sentence says for itself stays: a notice, a quotation, a claim, furniture.
    """
    edits = tuple(edits)
    size: dict[int, int] = {}
    for action, text in ((Action.ADDED, after), (Action.REMOVED, before)):
        lone = [e for e in edits if e.action is action and e.part is Part.BODY and e.label != "boilerplate"]
        runs = [run for run in _runs(lone, text) if len(run) >= BULK_SHARE_MIN]
        least = min(BULK_SENTENCES - 1, BULK_SHARE * len(sentences(text))) if runs else 0
        size |= {id(edit): len(run) for run in runs if len(run) > least for edit in run}
    return tuple(_in_bulk(edit, size[id(edit)]) if id(edit) in size else edit for edit in edits)


def _in_bulk(edit: Edit, size: int) -> Edit:
    if edit.label.startswith(_KEPT):
        return edit
    how = "added" if edit.action is Action.ADDED else "removed"
    return replace(edit, label=f"bulk.{how}", material=True, rule=f"bulk_{how}", coarse="narrative", evidence=f"{size} sentences in a row")


def _runs(edits: Sequence[Edit], text: str) -> list[list[Edit]]:
    """Edits with nothing but white space between them in `text`, together."""
    found: list[list[Edit]] = []
    end = -1
    for edit in sorted(edits, key=_span):
        start, stop = _span(edit)
        if found and not text[end:start].strip():
            found[-1].append(edit)
        else:
            found.append([edit])
        end = stop
    return found


def _span(edit: Edit) -> tuple[int, int]:
    return edit.after_span or edit.before_span or (0, 0)
