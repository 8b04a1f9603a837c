"""Samples of photos of incidents and of mentors' training."""

from profprobes.services.incident_photos import add_photo
from tests.factories.files import picture, upload
from tests.factories.safety import incident_of


def _photo(w):
    if not hasattr(w, "_photo_row"):
        incident = incident_of(w.trials)
        w._photo_row = add_photo(incident=incident, upload=upload(picture(), "a.jpg"), no_faces=True, by=w.trials.teacher)
    return w._photo_row


SAMPLES = {
    "profprobes:incident_photo_add": lambda w: {"pk": _photo(w).incident_id},
    **{
        f"profprobes:{name}": lambda w: {"public_id": _photo(w).public_id}
        for name in ("incident_photo", "incident_photo_small", "incident_photo_remove")
    },
    "profprobes:mentor_training": lambda w: {"pk": w.trials.trial_mentor.pk},
}

# Coordinators everywhere see who is an active mentor; whoever may not keep them is told so.
SEEN_BY_STRANGERS = {"profprobes:mentor_training": {403, 404, 405}}
