"""The views that analysts query: the store's public face. One file each, the same text on SQLite and PostgreSQL.

They are made anew by every upgrade, so a view has no history of its own; its columns are what is promised.
"""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

ORDER = (
    "v_active", "v_outlet", "v_overrule", "v_sighting", "v_coverage", "v_article", "v_version", "v_variant", "v_headline", "v_revision",
    "v_edit", "v_suppressed", "v_tag", "v_ruling", "v_statement", "v_event", "v_cluster", "v_copy", "v_passage", "v_uncorrected",
    "v_claim", "v_telling", "v_stance", "v_vote", "v_share", "v_pole", "v_flip", "v_first", "v_contradiction", "v_withdrawal",
    "v_silence", "v_certainty", "v_change", "v_unmapped", "v_phrase",
)  # fmt: skip
"""Each after those that it is made of."""


def create_views(engine: Engine) -> None:
    """Drop and make every view, in one transaction."""
    with engine.execution_options(writes=True).begin() as connection:
        _drop(connection)
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text((Path(__file__).parent / "postgresql.sql").read_text(encoding="utf-8")))
        for name in ORDER:
            connection.execute(sa.text(f"CREATE VIEW {name} AS\n{definition(name)}"))


def drop_views(engine: Engine) -> None:
    """Drop every view: SQLite makes no table anew while a view names it."""
    with engine.execution_options(writes=True).begin() as connection:
        _drop(connection)


def _drop(connection: Connection) -> None:
    for name in reversed(ORDER):
        connection.execute(sa.text(f"DROP VIEW IF EXISTS {name}"))


def definition(name: str) -> str:
    """The SELECT behind a view. Its leading comment says what one row is."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
