# Two stages: the second has no pip cache, no sources and no root.
FROM python:3.11-slim AS built
WORKDIR /src
RUN python -m venv /opt/convenor
ENV PATH=/opt/convenor/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements/run.txt requirements/run.txt
RUN pip install --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY jobs jobs
COPY storage storage
COPY seed seed
RUN pip install --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin convenor \
    && install --directory --owner convenor --group convenor --mode 700 /data
COPY --from=built /opt/convenor /opt/convenor
ENV PATH=/opt/convenor/bin:$PATH PYTHONUNBUFFERED=1 CONVENOR_BIND=0.0.0.0 CONVENOR_DATA_DIR=/data
USER convenor
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --retries=3 CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ.get('PORT', '3000') + '/healthz', timeout=2)"]
ENTRYPOINT ["convenor"]
CMD ["run"]
