"""Addresses of people: staff and roles, invitations, staff records, consents of a class, support needs, own pages."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts import consents, support
from accounts.models import Consent, SupportNeed
from network.models import Invitation, StaffRecord
from network.services import Offer, invite, staff


def _kept(world: Any, name: str, make: Any) -> Any:
    """One row per world."""
    shelf = world.__dict__.setdefault("_people", {})
    if name not in shelf:
        shelf[name] = make()
    return shelf[name]


def _invitation(world: Any) -> Invitation:
    return _kept(
        world,
        "invitation",
        lambda: invite(
            organisation=world.trials.school, roles=[Offer("mentor")], by=None, last_name="А", first_name="Б", email="walk@demo.example"
        ),
    )


def _record(world: Any) -> StaffRecord:
    make = lambda: staff.enter_record(  # noqa: E731
        user=world.member.user, organisation=world.trials.school, by=world.trials.coordinator, hired_on=dt.date(2020, 9, 1)
    )
    return _kept(world, "record", make)


def _consent(world: Any) -> Consent:
    return _kept(
        world,
        "consent",
        lambda: consents.grant_consent(subject=world.pupil, purpose="research", guardian=world.guardian, channel=Consent.Channel.LINK),
    )


def _own_question(world: Any) -> Consent:
    from tests.factories.people import ConsentTextFactory

    text = ConsentTextFactory(purpose="research")
    ask = lambda: consents.ask_consent(  # noqa: E731
        subject=world.trials.coordinator, text=text, until=timezone.localdate() + dt.timedelta(days=7), by=None
    )
    return _kept(world, "question", ask)


def _need(world: Any) -> SupportNeed:
    return _kept(
        world,
        "need",
        lambda: support.enter_need(user=world.pupil, kind="sen", valid_from=dt.date(2026, 1, 1), by=world.trials.teacher),
    )


def _grant(world: Any) -> Any:
    from accounts.exports import grant_export

    until = timezone.localdate() + dt.timedelta(days=30)
    return _kept(world, "grant", lambda: grant_export(user=world.trials.teacher, kind="staff", until=until, by=world.trials.coordinator))


def _session(world: Any) -> Any:
    from allauth.usersessions.models import UserSession

    return _kept(
        world,
        "session",
        lambda: UserSession.objects.create(user=world.trials.coordinator, session_key="s" * 32, ip="127.0.0.1", user_agent="Demo"),
    )


def _passkey(world: Any) -> Any:
    from allauth.mfa.models import Authenticator

    return _kept(
        world,
        "passkey",
        lambda: Authenticator.objects.create(user=world.trials.coordinator, type="webauthn", data={"name": "Demo", "credential": {}}),
    )


def _school(world: Any) -> dict[str, Any]:
    return {"pk": world.trials.school.pk}


def _in_class(**more: Any) -> Any:
    return lambda w: {"pk": w.trials.class_group.pk, **{name: value(w) for name, value in more.items()}}


def _of_pupil(**more: Any) -> Any:
    return _in_class(pupil=lambda w: w.pupil.pk, **more)


def _member(world: Any) -> dict[str, Any]:
    return {"pk": world.trials.school.pk, "member": world.member.pk}


_OF_SCHOOL = "people_bulk people_export invite_file invite_sample staff_records staff_record_new staff_file staff_sample staff_export"
_OF_MEMBER = "member invite_member role_give member_successor member_transfer member_sign_in"
_OF_INVITATION = "invite_again invitation_revoke invitation_slip"
_OF_CLASS = "class_consents class_consents_ask class_consents_remind class_consent_slips class_consents_export"
_OF_CARDS = "pupil_cards pupil_cards_hand_out pupil_cards_sheet"
_OF_CONSENT = "pupil_consent_settle pupil_consent_scan pupil_consent_form"

SAMPLES: dict[str, Any] = {
    **{f"network:{name}": _school for name in _OF_SCHOOL.split()},
    **{f"network:{name}": _member for name in _OF_MEMBER.split()},
    **{f"network:{name}": lambda w: {"pk": w.trials.school.pk, "invitation": _invitation(w).pk} for name in _OF_INVITATION.split()},
    **{f"network:{name}": _in_class() for name in _OF_CLASS.split()},
    **{f"network:{name}": _in_class() for name in _OF_CARDS.split()},
    **{f"network:{name}": _of_pupil(consent=lambda w: _consent(w).pk) for name in _OF_CONSENT.split()},
    "network:role_extend": lambda w: {"pk": w.trials.school.pk, "role": w.member.roles.get().pk},
    "network:invitation": lambda w: {"token": "x" * 32},
    "network:staff_record": lambda w: {"pk": w.trials.school.pk, "record": _record(w).pk},
    "network:pupil_consents": _of_pupil(),
    "network:pupil_consent_paper": _of_pupil(),
    "network:support_needs": lambda w: {"pk": w.pupil.pk},
    "network:support_need_end": lambda w: {"pk": w.pupil.pk, "need": _need(w).pk},
    "answer_own_consent": lambda w: {"pk": _own_question(w).pk},
    "end_session": lambda w: {"pk": _session(w).pk},
    "mfa_remove_webauthn": lambda w: {"pk": _passkey(w).pk},
    "pupil_card": lambda w: {"code": "ABCDEFGH"},
    "network:platform_export_end": lambda w: {"grant": _grant(w).pk},
    "network:platform_text_new": lambda w: {"purpose": "photo"},
}

PUBLIC = {"network:invitation_code", "network:invitation", "pupil_sign_in", "pupil_card_code", "pupil_card"}

SEEN_BY_STRANGERS: dict[str, set[int]] = {
    **{f"network:{name}": {403, 405} for name in (*_OF_SCHOOL.split(), *_OF_MEMBER.split(), *_OF_INVITATION.split())},
    "network:role_extend": {403, 405},
    "network:staff_record": {403, 405},
    "network:invitation": {404},
    "pupil_card": {404},
    "network:platform_export_end": {403, 405},
    "network:platform_text_new": {403},
    "mfa_remove_webauthn": {302, 403, 404},  # somebody without a password cannot confirm who they are
}
