"""Celery and the cache: REDIS_URL in production, the private Valkey socket otherwise."""

import os

from celery.schedules import crontab

from config.embedded import runtime_dir

REDIS_URL = os.environ.get("REDIS_URL")
_SOCKET = runtime_dir() / "valkey.sock"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL or f"unix://{_SOCKET}?db=1",
        "KEY_PREFIX": "kopir",
    }
}

CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=") if REDIS_URL else f"redis+socket://{_SOCKET}"
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 180
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"documents.tasks.*": {"queue": "documents"}, "practicum.tasks.run_allocation": {"queue": "allocation"}}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_TIMEZONE = "Asia/Almaty"
CELERY_BEAT_SCHEDULE = {
    "documents-sweep": {"task": "documents.tasks.sweep", "schedule": 20.0},
    "profprobes-clock": {"task": "profprobes.tasks.follow_the_clock", "schedule": 60.0},
    "network-agreements-night": {"task": "network.tasks.agreements_night", "schedule": crontab(hour=0, minute=1)},  # 00:01 in Almaty
    "practicum-rounds": {"task": "practicum.tasks_rounds.follow_rounds", "schedule": crontab(hour=0, minute=10)},
    "practicum-life": {"task": "practicum.tasks.follow_the_clock", "schedule": 1800.0},
    "network-people": {"task": "network.tasks.follow_the_clock", "schedule": 600.0},
    "network-councils": {"task": "network.tasks.watch_councils", "schedule": 12 * 3600.0},
    "accounts-expire-links": {"task": "accounts.tasks.expire_links", "schedule": 600.0},
    "accounts-retention": {"task": "accounts.tasks.clear_what_is_over", "schedule": 24 * 3600.0},
    "network-unmarked-events": {"task": "network.tasks.signal_unmarked_events", "schedule": 6 * 3600.0},
    "network-registers": {"task": "network.tasks.look_after_registers", "schedule": 6 * 3600.0},
    "accounts-sweep-deliveries": {"task": "accounts.tasks.sweep_deliveries", "schedule": 600.0},
    "practicum-lost-runs": {"task": "practicum.tasks.recover_runs", "schedule": 60.0},
    "practicum-journal-night": {"task": "practicum.tasks.lock_journals", "schedule": crontab(hour=0, minute=11)},  # R36
    "network-expire-recognitions": {"task": "network.tasks.expire_recognitions", "schedule": 3600.0},
}
