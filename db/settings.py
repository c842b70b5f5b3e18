"""Where the store is."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class StoreSettings(BaseSettings):
    """`PALIMPSEST_DB_URL`: any SQLAlchemy URL of SQLite or PostgreSQL (psycopg)."""

    model_config = SettingsConfigDict(env_prefix="PALIMPSEST_")

    db_url: str = "sqlite:///var/live/palimpsest.db"


class ScheduleSettings(BaseSettings):
    """`PALIMPSEST_SCHEDULES`: whether the DAGs run by themselves. Off in a replay, which triggers and waits."""

    model_config = SettingsConfigDict(env_prefix="PALIMPSEST_")

    schedules: bool = True
