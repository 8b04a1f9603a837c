"""Static assets (ours and those built from packages) and people's files."""

import os

from .env import BASE_DIR, VAR_DIR

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", *([VAR_DIR / "assets"] if (VAR_DIR / "assets").is_dir() else [])]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": os.environ.get("STORAGE_DIR", str(VAR_DIR / "files"))},
    },
    "staticfiles": {"BACKEND": "config.staticfiles.PortalStaticStorage"},
}
WHITENOISE_USE_FINDERS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
# Root certificates (.pem, .cer, .crt, .der) by which signature files are verified to the end; without them they stay «not verified».
SIGNATURE_ROOTS = os.environ.get("SIGNATURE_ROOTS", "")
