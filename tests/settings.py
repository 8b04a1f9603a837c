"""Settings of the test run: the product's own, on a private PostgreSQL and Valkey that tests/conftest.py starts.

The environment is prepared here because pytest-django loads the settings before any conftest. The first process (the xdist
controller, or pytest itself) makes a folder and hands it on in KOPIR_TEST_VAR; xdist workers and Celery workers inherit it.
"""

import os
import tempfile
from pathlib import Path

_OF_THE_PERSON = ("DATABASE_URL", "REDIS_URL", "STORAGE_DIR", "EMAIL_URL", "KOPIR_PRODUCTION", "KOPIR_DEBUG", "KOPIR_DEMO", "KOPIR_RUN", "SITE_URL",
                  "SECRET_KEY", "FIELD_KEYS", "FIELD_KEY", "LOOKUP_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS")  # fmt: skip


def _prepare_environment() -> None:
    """A test run never sees the real database, queue, files or keys of the person who starts it."""
    if "KOPIR_TEST_VAR" in os.environ:
        return
    for name in list(os.environ):
        if name in _OF_THE_PERSON or name.startswith(("SMS_", "MFA_", "CLAMD_")):
            del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="kopir-test-"))
    folder.chmod(0o755)  # the account of PostgreSQL walks through it where root runs the tests
    os.environ.update(
        KOPIR_TEST_VAR=str(folder),
        KOPIR_VAR=str(folder),
        SECRET_KEY="only-for-tests-" + "s" * 40,
        FIELD_KEYS="only-for-tests-field-key",
        LOOKUP_KEY="only-for-tests-lookup-key",
    )


_prepare_environment()

from config.embedded import runtime_dir  # noqa: E402
from config.settings import *  # noqa: E402, F403
from config.settings import BASE_DIR, DATABASES, VAR_DIR  # noqa: E402


def _worker_number() -> int:
    """0 without xdist, 1 for gw0, 2 for gw1 …: each has its own database and its own two Valkey numbers."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "")
    return int(name[2:]) + 1 if name.startswith("gw") else 0


_SOCKET = runtime_dir() / "valkey.sock"
_NUMBER = _worker_number()

DATABASES["default"]["CONN_MAX_AGE"] = 0
if _name := os.environ.get("KOPIR_TEST_DATABASE"):  # a Celery worker of a test works in the database of that test
    DATABASES["default"]["NAME"] = _name
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"unix://{_SOCKET}?db={2 * _NUMBER}",
        "KEY_PREFIX": "kopir",
    }
}
CELERY_BROKER_URL = f"redis+socket://{_SOCKET}?virtual_host={2 * _NUMBER + 1}"
CELERY_IMPORTS = ["tests.for_worker"]  # a Celery worker of a test knows the forms of the engine's tests

DEBUG = False
SITE_URL = os.environ.get("SITE_URL", "http://testserver")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(VAR_DIR / f"files-{_NUMBER}")}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},  # no collectstatic before a test
}
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
_ASSETS = BASE_DIR / "var" / "assets"  # built once by bin/setup, shared with the demo
STATICFILES_DIRS = [BASE_DIR / "static", *([_ASSETS] if _ASSETS.is_dir() else [])]
