# One image for web, worker and beat. Assets come from locked packages, code runs as an ordinary user.
FROM node:22-bookworm-slim AS assets
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.12-slim-bookworm
# Pango and HarfBuzz lay documents out; Liberation 2 and DejaVu hold the Kazakh letters, ₸ and ☐; the client programs make backups.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fontconfig fonts-dejavu-core fonts-liberation2 gettext \
       libharfbuzz-subset0 libharfbuzz0b libpango-1.0-0 libpangoft2-1.0-0 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 kopir \
    && install -d -o kopir -g kopir /data /app
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
USER kopir
COPY --chown=kopir . .
COPY --from=assets /app/node_modules ./node_modules
# Keys given here serve these two commands only; the running container gets its own from the environment.
RUN export KOPIR_PRODUCTION=1 SECRET_KEY=build FIELD_KEYS=build LOOKUP_KEY=build DATABASE_URL=postgres:///build REDIS_URL=redis:///0 \
       ALLOWED_HOSTS=build SITE_URL=https://build \
    && python bin/build-assets var/assets/vendor \
    && find locale -name '*.po' -exec sh -c 'msgfmt -o "${1%.po}.mo" "$1"' _ {} \; \
    && python manage.py collectstatic --noinput -v0 \
    && rm -rf node_modules
ENV KOPIR_PRODUCTION=1 STORAGE_DIR=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
