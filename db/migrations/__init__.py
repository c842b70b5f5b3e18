"""The store's schema over time, kept by Alembic. `upgrade` is the only way a table comes into being."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from db.views import create_views, drop_views


def config(engine: Engine) -> Config:
    """Alembic's configuration, without a file: the scripts lie beside this module, the engine is handed over."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.attributes["engine"] = engine
    return settings


def upgrade(engine: Engine) -> None:
    """Bring the store to the newest schema and make its views. Doing it twice changes nothing."""
    drop_views(engine)
    command.upgrade(config(engine), "head")
    create_views(engine)


def behind(engine: Engine) -> str:
    """What the store lacks, in words; empty when it is in step."""
    head = ScriptDirectory.from_config(config(engine)).get_current_head()
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == head:
        return ""
    return f"schema {current or 'missing'}, this code needs {head}"


def nothing_there(engine: Engine) -> bool:
    """Whether the database is empty: no store, and nobody else's tables."""
    return not sa.inspect(engine).get_table_names()


def differences(engine: Engine) -> list[str]:
    """Where tables and migrations disagree on a migrated store; empty when `tables.py` is fully migrated."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415  # only the check needs it

    from db.tables import Base  # noqa: PLC0415

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _is_ours})
        return [str(d) for d in compare_metadata(context, Base.metadata)]


def _is_ours(item: sa.schema.SchemaItem, name: str | None, kind: str, *_: object) -> bool:  # noqa: ARG001
    return not (kind == "table" and str(name).startswith("alembic_"))
