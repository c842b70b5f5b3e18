"""When. Wiring only: every task calls one function of `ingest.run` or `digest.run`."""
