"""The list of consents names children: it leaves only with the permission to export, and the file names who took it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.exports import grant_export
from accounts.models import SecurityEvent
from tests.factories.people import UserFactory
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


def test_the_list_of_consents_leaves_only_with_a_permission_and_names_who_took_it(client):
    world = TrialWorld(pupils=1)
    client.force_login(world.teacher)
    address = reverse("profprobes:consents_export", args=[world.trial.pk])
    assert client.get(address).status_code == 302 and not SecurityEvent.objects.filter(kind="exported").exists()
    until = timezone.localdate() + dt.timedelta(days=1)
    grant_export(user=world.teacher, kind="consents", until=until, by=UserFactory(), purpose="есеп")
    text = client.get(address).content.decode()
    assert world.pupils[0].full_name in text and world.teacher.public_id in text
    assert SecurityEvent.objects.get(kind="exported").details == {"kind": "consents", "rows": 1}
