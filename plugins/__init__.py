"""What Airflow shows of Palimpsest."""
