"""gunicorn's settings, the same under `make run` and in the image.

Sync workers: one request at a time each, behind a front server that holds slow clients. PORT,
WEB_CONCURRENCY and CYCLADES_ECOUTE (127.0.0.1; 0.0.0.0 in the image) come from the environment.
"""

import os

bind = f"{os.environ.get('CYCLADES_ECOUTE', '127.0.0.1')}:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(4, (os.cpu_count() or 1) + 1))
worker_class = "sync"
timeout = 30
graceful_timeout = 4
keepalive = 0
# A worker is renewed before what it leaks counts; jitter keeps them from doing so together.
max_requests = 5000
max_requests_jitter = 500
# Heartbeat files in memory: a busy disk must not look like a dead worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
control_socket_disable = True
accesslog = None  # requests are told by cyclades.common.journal, without addresses of links
