# The full image has make; the product is then built by the very command that everyone runs.
FROM python:3.12-bookworm AS build
WORKDIR /app
# Set-up first: it changes less often than the code.
COPY Makefile pyproject.toml requirements.txt README.md LICENSE ./
RUN make install
COPY bot bot
COPY ingest ingest
COPY knowledge knowledge

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --create-home guichet \
    && mkdir /data \
    && chown guichet /data
WORKDIR /app
COPY --from=build /app /app
USER 10001
ENV GUICHET_DATA=/data \
    GUICHET_HOST=0.0.0.0 \
    GUICHET_PORT=8000 \
    HOME=/data \
    PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=5m \
    CMD ["/app/.venv/bin/python", "-c", "from os import environ; from urllib.request import urlopen; urlopen('http://localhost:' + environ['GUICHET_PORT'] + '/health/ready')"]
CMD ["/app/.venv/bin/guichet", "serve"]
