"""Runs migrations on the engine that `db.migrations.config` hands over."""

from alembic import context

from db.tables import Base

engine = context.config.attributes["engine"]
with engine.execution_options(writes=True).connect() as connection:
    # SQLite changes a table by making it anew under its name, and whoever refers to it would be in the way; heeded inside no transaction
    on_sqlite = connection.dialect.name == "sqlite" and connection.connection.dbapi_connection
    if on_sqlite:
        on_sqlite.execute("PRAGMA foreign_keys=OFF")
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if on_sqlite:
        on_sqlite.execute("PRAGMA foreign_keys=ON")
