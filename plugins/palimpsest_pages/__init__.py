"""Pages inside Airflow: reading the store, never writing it."""
