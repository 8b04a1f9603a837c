"""Photos of incidents: the checks of every upload, who sees them, how long they stay (§2.4, S31)."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import RetentionRule
from accounts.retention import clear_what_is_over
from core.uploads import TypeNotAllowed
from network.models import Role
from profprobes import errors_incidents as errors
from profprobes.documents.incident import IncidentAct
from profprobes.models import Incident, IncidentPhoto
from profprobes.queries.incidents import incident_rows, register_rows
from profprobes.services import incident_photos
from tests.documents.reading import render_and_read
from tests.factories.files import pdf, picture, upload
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role
from tests.factories.safety import incident_of
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import may_sign_in, signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld(pupils=2)


def photo_of(incident, by, *, name="place.jpg", caption="Тілінген қолғап", content=None):
    return incident_photos.add_photo(
        incident=incident, upload=upload(content or picture(gps=True), name), no_faces=True, caption=caption, by=by
    )


def address(photo, name="incident_photo"):
    return url(name, photo.public_id)


def test_the_reporter_attaches_a_photo_which_loses_its_place_and_is_shown_on_the_page(world):
    incident, client = incident_of(world), signed_in(world.teacher)
    sent = {"upload": upload(picture(gps=True), "a.jpg"), "caption": "Еден", "no_faces": "on"}
    assert client.post(url("incident_photo_add", incident.pk), sent).status_code == 302
    photo = incident.photos.get()
    page = client.get(url("incident", incident.pk))
    assert address(photo, "incident_photo_small") in page.content.decode() and "Еден" in words(page)
    answer = client.get(address(photo))
    body = b"".join(answer.streaming_content)
    assert answer["Cache-Control"] == "private, no-store" and body.startswith(b"\xff\xd8\xff") and b"Demo Phone" not in body


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"upload": lambda: upload(pdf(), "a.pdf"), "no_faces": "on"}, TypeNotAllowed),
        ({"upload": lambda: upload(picture(), "a.jpg")}, errors.FacesInPhoto),
    ],
)
def test_a_refused_file_is_explained_beside_its_field_and_nothing_is_kept(world, sent, said):
    incident = incident_of(world)
    values = {name: value() if callable(value) else value for name, value in sent.items()}
    answer = signed_in(world.teacher).post(url("incident_photo_add", incident.pk), {"caption": "Сөз қалады"} | values)
    assert answer.status_code == 422 and "Сөз қалады" in answer.content.decode()
    assert not IncidentPhoto.objects.exists()
    assert str(said.message).split("%")[0][:20]


def test_the_same_photo_is_kept_once_and_ten_are_enough(world, monkeypatch):
    incident = incident_of(world)
    photo_of(incident, world.teacher)
    with pytest.raises(errors.PhotoTwice):
        photo_of(incident, world.teacher)
    monkeypatch.setattr(incident_photos, "MOST", 1)
    with pytest.raises(errors.TooManyPhotos):
        photo_of(incident, world.teacher, content=picture(size=(100, 80)))


def test_only_those_who_see_the_incident_open_its_photos(world):
    photo = photo_of(incident_of(world), world.teacher)
    operator, other = (
        user_with_role(Role.REGION_OPERATOR),
        user_with_role(Role.REGION_OPERATOR, OrganisationFactory(region=OtherRegionFactory())),
    )
    seen = {person: signed_in(person).get(address(photo)).status_code for person in (operator, world.coordinator, world.host_coordinator)}
    pupil = may_sign_in(world.participations[0].pupil)  # a pupil without a way to sign in is sent to the sign-in page instead
    hidden = {person: signed_in(person).get(address(photo)).status_code for person in (other, pupil, world.mentor)}
    assert set(seen.values()) == {200} and set(hidden.values()) == {404}


def test_photos_are_in_no_paper_and_no_file(world):
    incident = incident_of(world)
    photo_of(incident, world.teacher, caption="Құпия сурет")
    header, lines = register_rows(incident_rows(world.coordinator))
    assert "Құпия сурет" not in str(header) + str(lines)
    assert "Құпия сурет" not in render_and_read(IncidentAct, incident, "kk").text


def test_a_photo_is_taken_away_while_the_incident_is_open_and_the_history_tells_it(world, django_capture_on_commit_callbacks):
    incident = incident_of(world)
    photo = photo_of(incident, world.teacher)
    names = [photo.file.name, photo.thumbnail.name]
    assert signed_in(world.host_coordinator).post(address(photo, "incident_photo_remove")).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(world.teacher).post(address(photo, "incident_photo_remove")).status_code == 302
    assert not IncidentPhoto.objects.exists() and not any(map(default_storage.exists, names))
    assert set(incident.transitions.values_list("action", flat=True)) >= {"photo_added", "photo_removed"}


def test_a_closed_incident_keeps_its_photos_as_they_are(world):
    incident = incident_of(world)
    photo = photo_of(incident, world.teacher)
    Incident.objects.filter(pk=incident.pk).update(status="closed", cause="Қолғап үлкен")
    with pytest.raises(errors.IncidentOver):
        incident_photos.remove_photo(photo=photo, by=world.teacher)
    with pytest.raises(errors.IncidentOver):
        photo_of(incident, world.teacher, content=picture(size=(90, 80)))


def test_ten_years_later_the_files_are_erased(world, django_capture_on_commit_callbacks):
    old, kept = (photo_of(incident_of(world), world.teacher, content=picture(size=(90 + n, 80))) for n in (0, 1))
    RetentionRule.objects.get_or_create(code="incident_photos", defaults={"months": 120, "action": "erase_file"})
    IncidentPhoto.objects.filter(pk=old.pk).update(added_at=timezone.now() - dt.timedelta(days=3660))
    with django_capture_on_commit_callbacks(execute=True):
        assert clear_what_is_over()["incident_photos"] == 1
    assert list(IncidentPhoto.objects.all()) == [kept] and not default_storage.exists(old.file.name)
