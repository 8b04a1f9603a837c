"""Where the portal stands: folders, environment, the secret key."""

import contextlib
import os
import secrets
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("KOPIR_VAR", BASE_DIR / "var")).absolute()


def env_bool(name: str, default: bool = False) -> bool:
    """Read a yes/no environment variable: 1, true, yes and on are yes, whatever the case."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    """Read a comma-separated environment variable."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _kept_secret(name: str) -> str:
    """Read a secret from the environment; an installation without one gets its own, kept under var/ and readable by its owner alone."""
    if value := os.environ.get(name):
        return value
    path = VAR_DIR / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # the first of two processes that start together wins, both read the same secret
        fresh.unlink()
    return path.read_text().strip()


PRODUCTION = env_bool("KOPIR_PRODUCTION")
DEBUG = env_bool("KOPIR_DEBUG")
DEMO = env_bool("KOPIR_DEMO", default=not PRODUCTION)

SECRET_KEY = _kept_secret("SECRET_KEY")
# First key encrypts, every key decrypts: put the new one first to rotate.
FIELD_KEYS = env_list("FIELD_KEYS") or [_kept_secret("FIELD_KEY")]
LOOKUP_KEY = _kept_secret("LOOKUP_KEY")
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
