"""Files of a test lie in its own folder."""

import pytest


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """The folder in which the test's files are stored."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    }
    return tmp_path
