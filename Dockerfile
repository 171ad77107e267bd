# One image for web, events, worker, beat and the simulator.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data STATIC_ROOT=/app/staticfiles
WORKDIR /app
RUN useradd --create-home --uid 10001 earful && install -d -o earful /data /data/uploads /app/staticfiles

COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt

COPY --chown=earful . .
USER earful
# The key is for this one command; nothing that is built contains a secret.
RUN SECRET_KEY=build ENCRYPTION_KEYS=build python manage.py collectstatic --noinput
