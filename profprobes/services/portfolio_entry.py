"""What a trial puts into the pupil's portfolio: trial, observation, reflection, next step and artefacts (BR-40); the certificate (§7)."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portfolio.models import PortfolioEntry
from portfolio.services import add_entry, restore_entries, withdraw_entries

from ..models import IssuedConfirmation, ObservationCard, ParticipantForm, Participation


def refresh_portfolio(*, participation: Participation) -> PortfolioEntry | None:
    """Bring the entry up to date with forms Б and В. Without the pupil's «yes» there is none: the artefacts stay in the trial's file (BR-40, R-P14)."""
    form = ParticipantForm.objects.filter(participation=participation).first()
    if form is None or form.after_at is None or form.artefact_consent is None:
        return None
    if not form.artefact_consent:
        withdraw_entries(source=participation)
        return None
    restore_entries(source=participation)
    card = ObservationCard.objects.filter(participation=participation, status=ObservationCard.Status.SUBMITTED).first()
    trial = participation.trial
    return add_entry(
        owner=participation.pupil,
        type=PortfolioEntry.Type.TRIAL_PRODUCT,
        source=participation,
        title=trial.programme.name_in(participation.pupil.language),
        happened_on=timezone.localdate(trial.visit.starts) if trial.visit else timezone.localdate(),
        description="\n\n".join(part for part in (form.did, form.went_well, form.about_me, card.plus if card else "") if part),
        next_step=(card.next_step if card else "") or form.go_on,
        artefacts=list(participation.artefacts.all()),
        by=participation.pupil,
    )


def show_certificate(*, confirmation: IssuedConfirmation, by: Any) -> PortfolioEntry:
    """A certificate stands in the portfolio as evidence (§7): which trial, where, how long; no level and no outcome. Twice is once."""
    pupil, trial = confirmation.participation.pupil, confirmation.participation.trial
    with translation.override(pupil.language):
        words = _("Career trial at %(host)s, attended %(minutes)s minutes.")
        description = words % {"host": trial.host.short_name_in(pupil.language), "minutes": confirmation.minutes}
    return add_entry(
        owner=pupil,
        type=PortfolioEntry.Type.CERTIFICATE,
        source=confirmation,
        title=trial.programme.name_in(pupil.language),
        happened_on=timezone.localdate(trial.visit.starts) if trial.visit else timezone.localdate(),
        description=description,
        by=by,
    )
