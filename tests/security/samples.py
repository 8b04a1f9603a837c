"""For each address with parameters: the values that name an object of the own organisation. A new address without a line here fails the walk.

``SEEN_BY_STRANGERS`` names the addresses whose object is open to everybody who is signed in, with the answers that are right for a stranger;
everywhere else a stranger gets 404, as if the object did not exist. Add your lines beside those of your room.
"""

from collections.abc import Callable
from typing import Any

from accounts import links
from tests.security.parts import merged
from tests.security.world import SecurityWorld

Sample = Callable[[SecurityWorld], dict[str, Any]]


def of_trial(**more: Callable[[SecurityWorld], Any]) -> Sample:
    """pk of the trial and what else the address names."""
    return lambda w: {"pk": w.trial.pk} | {name: value(w) for name, value in more.items()}


def of_visit(**more: Callable[[SecurityWorld], Any]) -> Sample:
    """pk of the visit and what else the address names."""
    return lambda w: {"pk": w.session.pk} | {name: value(w) for name, value in more.items()}


def of_row(**more: Callable[[SecurityWorld], Any]) -> Sample:
    """pk of the participation and what else the address names."""
    return lambda w: {"pk": w.row.pk} | {name: value(w) for name, value in more.items()}


def row(world: SecurityWorld) -> int:
    return world.row.pk


_TRIAL = (
    "trial trial_details trial_mentor trial_slot trial_ready trial_plan trial_notice trial_cancel trial_postpone trial_group trial_group_add "
    "trial_admit trial_card trial_card_edit trial_card_complete trial_safety trial_route trial_assessment trial_families trial_documents "
    "trial_batch trial_history trial_closing trial_close consents_send consents_remind consents_export consent_slips consent_sheets "
    "consents_handed_out summary_look summary_sign summary_steps summary_hand_over"
)
_VISIT = "visit visit_briefing visit_same visit_send visit_cards visit_finish visit_conclusions"
_ROW = "my_trial my_answer my_before my_after my_files family consent_paper consent_settle"
_SITE = "open_slots site_submit site_check site_fail site_suspend slot_withdraw"
_CONSENT = "consent_send_again consent_withdraw consent_brings consent_scan"

PROFPROBES: dict[str, Sample] = {
    **{f"profprobes:{name}": of_trial() for name in _TRIAL.split()},
    **{f"profprobes:{name}": of_visit() for name in _VISIT.split()},
    **{f"profprobes:{name}": of_row() for name in _ROW.split()},
    **{f"profprobes:{name}": lambda w: {"pk": w.consent.pk} for name in _CONSENT.split()},
    "profprobes:trial_draft_delete": lambda w: {"pk": w.draft.pk},
    "profprobes:trial_new_step": lambda w: {"pk": w.draft.pk, "code": "programme"},
    "profprobes:trial_pupil": of_trial(participation=row),
    "profprobes:trial_pupil_remove": of_trial(participation=row),
    "profprobes:trial_evidence": of_trial(participation=row),
    "profprobes:trial_card_reopen": of_trial(participation=row),
    "profprobes:trial_card_sign": of_trial(side=lambda w: "school"),
    "profprobes:trial_briefing": of_trial(place=lambda w: "school"),
    "profprobes:visit_card": of_visit(participation=row),
    "profprobes:visit_conflict": of_visit(conflict=lambda w: w.card_conflict.pk),
    "profprobes:my_conflict": of_row(conflict=lambda w: w.form_conflict.pk),
    "profprobes:site": lambda w: {"pk": w.trials.site.pk},
    "profprobes:open_slots": lambda w: {"pk": w.trials.site.pk},
    "profprobes:site_submit": lambda w: {"pk": w.trials.site.pk},
    "profprobes:site_check": lambda w: {"pk": w.trials.site.pk},
    "profprobes:site_fail": lambda w: {"pk": w.trials.site.pk},
    "profprobes:site_suspend": lambda w: {"pk": w.trials.site.pk},
    "profprobes:booking_answer": lambda w: {"pk": w.trials.booking.pk},
    "profprobes:booking_cancel": lambda w: {"pk": w.trials.booking.pk},
    "profprobes:slot_withdraw": lambda w: {"pk": w.trials.slot.pk},
    "profprobes:medical_clear": of_row(),
    "profprobes:guardians": lambda w: {"pk": w.pupil.pk},
    "profprobes:guardian_edit": lambda w: {"pk": w.guardian.pk},
    "profprobes:guardian_end": lambda w: {"pk": w.guardian.pk},
    "profprobes:summary_send": lambda w: {"pk": w.summary.pk},
}

ACCOUNTS: dict[str, Sample] = {
    "confirm_email": lambda w: {"token": "no-such-token"},
    "withdraw_own_consent": lambda w: {"pk": w.own_consent.pk},
    "notice_open": lambda w: {"pk": w.notice.pk},
    "link_door": lambda w: {"token": "x" * 32},
    "link_part": lambda w: {"token": "x" * 32, "part": "pdf"},
    "account_reset_password_from_key": lambda w: {"uidb36": "1", "key": "no-such-key"},
}

NETWORK: dict[str, Sample] = {
    **{f"network:{name}": lambda w: {"pk": w.trials.school.pk} for name in ("organisation", "organisation_edit", "people", "invite")},
    "network:end_membership": lambda w: {"pk": w.trials.school.pk, "member": w.member.pk},
    "network:reset_second_step": lambda w: {"pk": w.trials.school.pk, "member": w.member.pk},
    "network:end_role": lambda w: {"pk": w.trials.school.pk, "role": w.member.roles.get().pk},
}

DOCUMENTS: dict[str, Sample] = {
    **{
        f"documents:{name}": lambda w: {"pk": w.document.pk}
        for name in ("document", "state", "view", "download", "retry", "reissue", "withdraw")
    },
    **{f"documents:batch{name}": lambda w: {"pk": w.batch.pk} for name in ("", "_progress", "_cancel", "_retry")},
    "documents:batch_file": lambda w: {"pk": w.batch.pk, "kind": "zip"},
    "documents:of_source": lambda w: {"model": "profprobes.technologycard", "pk": w.card.pk},
    "documents:verify": lambda w: {"code": "XXXXXXXX"},
    "documents:verify_file": lambda w: {"code": "XXXXXXXX"},
    "documents:api-document-detail": lambda w: {"pk": w.document.pk},
    "documents:api-document-download": lambda w: {"pk": w.document.pk},
}

PORTFOLIO: dict[str, Sample] = {
    "portfolio:of": lambda w: {"pk": w.pupil.pk},
    **{f"portfolio:{name}": lambda w: {"pk": w.entry.pk} for name in ("entry", "access", "toggle")},
    "portfolio:delete_file": lambda w: {"pk": w.entry.pk, "public_id": w.artefact.public_id},
    "files:file": lambda w: {"public_id": w.entry and w.artefact.public_id},
    "files:small": lambda w: {"public_id": w.entry and w.artefact.public_id},
}

SAMPLES: dict[str, Sample] = PROFPROBES | ACCOUNTS | NETWORK | DOCUMENTS | PORTFOLIO | merged("SAMPLES")

# Addresses that answer without signing in. Each opens a door on purpose; a new one is added here when it is reviewed.
PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "set_language",
    "set_theme",
    "styleguide",  # in demo mode only
    "link_door",
    "link_part",
    "documents:verify_door",
    "documents:verify",
    "documents:verify_file",
    "files:file",  # a family that opened its link may see the pictures of its page; the view decides
    "files:small",
    "profprobes:service_worker",
    "profprobes:manifest",
    "profprobes:offline",
    *merged("PUBLIC"),
}

# A stranger sees that these exist (names of organisations and checked sites are public inside the portal) and may change nothing.
SEEN_BY_STRANGERS: dict[str, set[int]] = {
    "network:organisation": {200, 405},
    "network:organisation_edit": {403},
    "network:people": {403, 405},
    "network:invite": {403},
    "network:invite_again": {403, 405},
    "network:end_membership": {403, 405},
    "network:reset_second_step": {403, 405},
    "network:end_role": {403, 405},
    "profprobes:site": {200, 405},
    **{f"profprobes:{name}": {403, 405} for name in _SITE.split()},  # a checked site and its slots are seen by everybody who may book
    "confirm_email": {302, 405},  # the token decides, the page only says so
    **merged("SEEN_BY_STRANGERS"),
}


def link_of(world: SecurityWorld) -> str:
    """The address of a live consent link of the first guardian."""
    import datetime as dt

    from django.utils import timezone

    link = links.issue_link(
        purpose="consent",
        object=world.trial,
        guardian=world.guardian,
        expires_at=timezone.now() + dt.timedelta(days=1),
        by=world.trials.teacher,
    )
    return f"/l/{links.token_of(link)}/"
