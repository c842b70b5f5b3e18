"""The views that analysts query: the store's public face. One file each, the same text on SQLite and PostgreSQL.

They are made anew by every upgrade, so a view has no history of its own; its columns are what is promised.
"""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

ORDER = (
    "v_active", "v_outlet", "v_overrule", "v_sighting", "v_version", "v_variant", "v_headline", "v_revision", "v_edit", "v_suppressed",
    "v_statement", "v_event", "v_cluster", "v_copy", "v_passage", "v_uncorrected",
)  # fmt: skip
"""Each after those that it is made of."""


def create_views(engine: Engine) -> None:
    """Drop and make every view, in one transaction."""
    with engine.execution_options(writes=True).begin() as connection:
        for name in reversed(ORDER):
            connection.execute(sa.text(f"DROP VIEW IF EXISTS {name}"))
        for name in ORDER:
            connection.execute(sa.text(f"CREATE VIEW {name} AS\n{definition(name)}"))


def definition(name: str) -> str:
    """The SELECT behind a view. Its leading comment says what one row is."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
