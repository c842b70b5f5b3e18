# One image for every process of production: docker-compose.yml says which process a container is.
# The same lock as in development. Installing on top of Airflow's own image would mix its versions with ours.

FROM python:3.12-slim AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
WORKDIR /app
# What we depend on changes seldom, so it is a layer of its own.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --group production --no-install-project
COPY README.md LICENSE ./
COPY narrative narrative
COPY db db
COPY ingest ingest
COPY digest digest
COPY cli cli
COPY dags dags
COPY plugins plugins
# Installed in place: dags and plugins are imported from here, too. Compiled here, because at run time nobody may write here.
RUN uv sync --frozen --no-dev --group production && .venv/bin/python -m compileall -q narrative db ingest digest cli dags plugins

FROM python:3.12-slim
# New volumes take over the owner of the folders on which they are mounted.
RUN useradd --uid 10001 --create-home palimpsest \
 && install --directory --owner=palimpsest --group=palimpsest --mode=0750 \
    /srv/palimpsest /srv/palimpsest/airflow /srv/palimpsest/evidence /srv/palimpsest/digests /srv/palimpsest/logs \
 && echo '# Nothing is set here: docker-compose.yml gives every setting in the environment.' > /srv/palimpsest/airflow/airflow.cfg
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 AIRFLOW_HOME=/srv/palimpsest/airflow
WORKDIR /app
USER 10001
