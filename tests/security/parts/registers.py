"""Samples of the registers."""

from network.models import District, SavedView
from tests.factories.people import UserFactory
from tests.factories.registers import StatusFactory


def _status(w):
    if not hasattr(w, "_status_row"):
        w._status_row = StatusFactory(organisation=w.trials.school)
    return w._status_row


def _join(w):
    from network.models import JoinRequest

    if not hasattr(w, "_join_row"):
        w._join_row = JoinRequest.objects.create(organisation=w.trials.school, user=UserFactory(), words="Мұғалім")
    return w._join_row


def _job(w):
    from network.models import ImportJob

    if not hasattr(w, "_job_row"):
        w._job_row = ImportJob.objects.create(
            register="classes", organisation=w.trials.school, file_name="list.csv", requested_by=w.trials.coordinator
        )
    return w._job_row


def _school(**more):
    return lambda w: {"pk": w.trials.school.pk} | more


def _class(w):
    return {"pk": w.trials.school.pk, "group": w.trials.class_group.pk}


def _district(w):
    return {"pk": w.trials.school.district_id}


def _split_district(w):
    """A district that was split: closed, while organisations still stand in it."""
    own = w.trials.school.district
    values = {"region_id": own.region_id, "name_kk": "Бөлінген аудан", "name_ru": "Разделённый район", "active": False}
    return {"pk": District.objects.get_or_create(kato="399900000", defaults=values)[0].pk}


_OF_SCHOOL = (
    "organisation_reorganise organisation_flags join joins organisation_statuses status_propose classes class_new class_transfer "
    "employer employer_edit"
)


def _view(w):
    if not hasattr(w, "_view_row"):
        w._view_row = SavedView.objects.create(user=w.trials.coordinator, path="/organisations/", name="Ауыл", query="locality=rural")
    return w._view_row


def _site(**more):
    return lambda w: {"pk": w.trials.site.organisation_id, "site": w.trials.site.pk} | more


SAMPLES = {
    **{f"network:{name}": lambda w: {"pk": w.trials.site.organisation_id} for name in ("sites", "site_new")},
    **{f"network:{name}": _site() for name in ("site", "site_edit", "site_verify")},
    "network:site_act": _site(action="suspend"),
    "network:view_remove": lambda w: {"pk": _view(w).pk},
    "network:sites_file": lambda w: {"kind": "csv"},
    **{f"network:{name}": _school(kind="csv") for name in ("classes_file", "pupils_file", "staff_register_file")},
    **{f"network:{name}": _school() for name in _OF_SCHOOL.split()},
    "network:organisation_decide": _school(action="suspend"),
    "network:employer_check": _school(answer="pass"),
    "network:join_answer": lambda w: {"pk": w.trials.school.pk, "join": _join(w).pk, "answer": "decline"},
    "network:status": lambda w: {"pk": _status(w).pk},
    "network:status_decide": lambda w: {"pk": _status(w).pk, "action": "reject"},
    **{f"network:{name}": _class for name in ("class", "class_edit", "class_move")},
    **{f"network:{name}": _district for name in ("district_edit", "district_close")},
    "network:district_rest": _split_district,
    **{
        f"network:{name}": lambda w: {"pk": _job(w).pk}
        for name in ("import", "import_progress", "import_report", "import_confirm", "import_cancel")
    },
    **{f"network:{name}": lambda w: {"kind": "csv"} for name in ("organisations_file", "statuses_file", "districts_file")},
    "network:localities": _district,
    "network:localities_file": lambda w: {"kind": "csv"},
    "network:import_new": lambda w: {"register": "classes"},
    "network:import_sample": lambda w: {"register": "classes"},
}

# The register of organisations, granted statuses, districts are open to everybody who is signed in; what changes them is not.
SEEN_BY_STRANGERS = {
    **{f"network:{name}": {403, 405} for name in ("organisation_reorganise", "organisation_flags", "joins", "status_propose", "classes")},
    **{f"network:{name}": {403, 405} for name in ("class_new", "class_transfer", "employer_edit", "organisation_decide", "employer_check")},
    **{f"network:{name}": {403, 404, 405} for name in ("district_edit", "district_close", "district_rest")},
    **{f"network:{name}": {200, 405} for name in ("organisation_statuses", "employer", "import_sample")},
    **{f"network:{name}": {200, 405} for name in ("sites", "site", "sites_file", "localities", "localities_file")},
    **{f"network:{name}": {403, 405} for name in ("site_new", "site_edit", "site_verify", "site_act")},
    **{f"network:{name}": {403, 405} for name in ("classes_file", "pupils_file", "staff_register_file")},
    "network:join": {200, 405, 422},
    **{f"network:{name}": {200, 405} for name in ("organisations_file", "statuses_file", "districts_file")},
    "network:join_answer": {403, 405},
    "network:import_new": {200, 403, 405, 422},
}
