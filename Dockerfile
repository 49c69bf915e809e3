# The image of docker-compose.yml: Airflow, dbt and the package, exactly as requirements.lock has
# them. Nothing in it is compiled from source. Runs as user 50000, who can change nothing here.
FROM python:3.12-slim-bookworm AS environment

ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_NO_CACHE=1
WORKDIR /opt/gtrm
COPY requirements.lock ./
# uv comes first, by its own entry of the lock, hashes included.
RUN python -m venv /opt/venv \
    && awk '/^uv==/ {own=1; print; next} own && /--hash/ {print; next} {own=0}' \
        requirements.lock > /tmp/uv.lock \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/uv.lock \
    && /opt/venv/bin/uv pip sync --python /opt/venv/bin/python --require-hashes \
        --only-binary :all: requirements.lock
COPY pyproject.toml LICENSE ./
COPY src/ src/
RUN /opt/venv/bin/uv pip install --python /opt/venv/bin/python --no-deps --no-build-isolation \
        --editable .

FROM python:3.12-slim-bookworm

RUN groupadd --gid 50000 gtrm \
    && useradd --uid 50000 --gid 50000 --no-create-home --home-dir /var/lib/airflow gtrm \
    && install -d -o 50000 -g 50000 /var/lib/airflow /var/lib/airflow/logs /data/raw /data/warehouse
ENV PATH=/opt/venv/bin:$PATH \
    AIRFLOW_HOME=/var/lib/airflow \
    GTRM_HOME=/opt/gtrm \
    GX_ANALYTICS_ENABLED=false
WORKDIR /opt/gtrm
COPY --from=environment /opt/venv /opt/venv
COPY --from=environment /opt/gtrm ./
COPY dags/ dags/
COPY dbt_project/ dbt_project/
COPY expectations/ expectations/
COPY config/ config/
COPY raw/samples/ raw/samples/
# Releases name the commit they were made with: docs/server.md, Upgrade. Last, so that layers stay.
ARG GTRM_COMMIT=
ENV GTRM_COMMIT=$GTRM_COMMIT
USER 50000:50000
CMD ["airflow", "version"]
