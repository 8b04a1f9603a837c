"""Loaded by the Celery worker of a test: the forms of the engine's tests, and fresh content types for each task.

A worker is kept from test to test while the tables are emptied under it: the content types get new ids, which it would otherwise remember wrongly.
"""

from celery.signals import task_prerun
from django.contrib.contenttypes.models import ContentType

from documents import registry

from .documents.forms import FORMS

for form in FORMS:
    registry.register(form)


@task_prerun.connect(weak=False)
def _forget_content_types(**_kwargs: object) -> None:
    ContentType.objects.clear_cache()
