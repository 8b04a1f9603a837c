"""Doors of the queue: letters of invitations, what time alone does to people's rows and to agreements."""

from celery import shared_task

from accounts.sms import GatewayError

from .services import council_clock, recognition
from .services.event_notices import signal_missed_events
from .services.life import night


@shared_task(bind=True, max_retries=4)
def send_invitation(self, invitation_id: int) -> None:  # type: ignore[no-untyped-def]
    """Send the letter of one invitation; a failure is tried again after 1, 2, 4, 8 minutes, an answered invitation is left alone."""
    from .models import Invitation
    from .services import invitations, letters

    row = Invitation.objects.live().select_related("organisation").filter(pk=invitation_id).first()
    if row is None:
        return
    try:
        letters.send(row, invitations.invitation_url(row), invitations.INVITATION_DAYS)
    except (OSError, GatewayError) as problem:
        raise self.retry(countdown=60 * 2**self.request.retries) from problem


@shared_task
def follow_the_clock() -> dict[str, int]:
    """Every ten minutes: invitations and questions that were not answered, consents past their term, accounts without a role. Idempotent."""
    from accounts.consents import expire_over

    from .services import invitations, people

    return {
        "invitations": invitations.expire_invitations(),
        "consents": expire_over(),
        "accounts": people.close_idle_accounts(),
    }


@shared_task(time_limit=3 * 3600, soft_time_limit=None)
def agreements_night() -> dict[str, int]:
    """After midnight of Almaty: what time alone does to agreements (NR33–NR36). A second run at once changes nothing."""
    return night.run_night()


@shared_task
def signal_unmarked_events() -> int:
    """Every night: events that nobody marked for three days (NR42). A second run at once changes nothing."""
    return signal_missed_events()


@shared_task
def expire_recognitions() -> int:
    """Once an hour: modules stop counting when the agreement of their owners ends (NR48). A second run at once changes nothing."""
    return recognition.expire_with_their_agreements()


@shared_task
def watch_councils() -> int:
    """Twice a day: councils that met too seldom in a period that is over (NR28). A second run says nothing new."""
    return council_clock.raise_signals()


@shared_task(soft_time_limit=1500, time_limit=1530)
def run_import(pk: int) -> None:
    """Check or load one file of a register."""
    from .services.imports import run_import as run

    run(pk=pk)


@shared_task(ignore_result=True)
def look_after_registers() -> None:
    """Four times a day: statuses whose day has passed expire, old files are erased."""
    from .services.imports import erase_old_files
    from .services.statuses import expire_statuses

    expire_statuses()
    erase_old_files()
