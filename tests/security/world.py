"""One trial with all the rows that an address of the portal can name, its people, and strangers who hold the same roles elsewhere."""

import uuid
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import consents, services
from accounts.models import Consent
from documents.models import DocumentBatch
from documents.services import request_document
from network.models import Role
from portfolio.models import Artefact, Portfolio, PortfolioEntry
from profprobes.models import CardConflict, FormConflict, MedicalClearance, ParentSummary, TrialDraft
from tests.factories.files import picture
from tests.factories.people import (
    ClassGroupFactory,
    MembershipFactory,
    OrganisationFactory,
    OtherRegionFactory,
    PupilFactory,
    RoleFactory,
    UserFactory,
    user_with_role,
)
from tests.factories.trials import TrialWorld

SCHOOL_ROLES = (Role.CAREER_COORDINATOR, Role.ORG_COORDINATOR, Role.ORG_HEAD, Role.TEACHER, Role.PSYCHOLOGIST, Role.MEDICAL_WORKER)
WITHOUT_ROLE = "nobody"
EVERY_ROLE = "everybody elsewhere"
CLASS_AND_VISIT = "class teacher and mentor elsewhere"


class SecurityWorld:
    """A held trial; ``own`` maps a role to a person of its organisations, ``foreign`` to a person of others in another region."""

    def __init__(self) -> None:
        self.trials = TrialWorld(pupils=2, held=True)
        self.trial, self.session, self.card = self.trials.trial, self.trials.session, self.trials.card
        self.row = self.trials.participations[0]
        self.pupil, self.guardian = self.trials.pupils[0], self.trials.guardians[0]

    @cached_property
    def own(self) -> dict[str, Any]:
        """People of the school, of the host, of the region."""
        people = {role.value: user_with_role(role, self.trials.school) for role in SCHOOL_ROLES}
        people |= {
            "career_coordinator": self.trials.coordinator,
            "class_teacher": self.trials.teacher,
            "mentor": self.trials.mentor,
            "host_coordinator": self.trials.host_coordinator,
            "pupil": self.pupil,
            "school_staff": self._with_roles(
                self.trials.school, Role.ORG_COORDINATOR, Role.ORG_HEAD, Role.HR, Role.TEACHER, Role.PSYCHOLOGIST, Role.MEDICAL_WORKER
            ),
            "hr": user_with_role(Role.HR, self.trials.school),
            "region_operator": user_with_role(Role.REGION_OPERATOR),
            "department": user_with_role(Role.DEPARTMENT),
            "platform_admin": user_with_role(Role.PLATFORM_ADMIN),
            "superuser": UserFactory(superuser=True),
        }
        self.admit(self.pupil)
        return people

    @cached_property
    def foreign(self) -> dict[str, Any]:
        """The same roles elsewhere, and somebody without any."""
        there = OtherRegionFactory()
        other = TrialWorld(pupils=1, school=OrganisationFactory(region=there))
        centre, department = OrganisationFactory(career_centre=True, region=there), OrganisationFactory(edu_department=True, region=there)
        people = {role.value: user_with_role(role, other.school) for role in SCHOOL_ROLES}
        people |= {
            "class_teacher": other.teacher,
            "mentor": other.mentor,
            "host_coordinator": other.host_coordinator,
            "pupil": self.admit(other.pupils[0]),
            "classmate": self.admit(PupilFactory(group=self.trials.class_group)),
            "region_operator": user_with_role(Role.REGION_OPERATOR, centre),
            "department": user_with_role(Role.DEPARTMENT, department),
            WITHOUT_ROLE: UserFactory(),
        }
        people[EVERY_ROLE] = self._with_every_role(other, centre, department)
        people[CLASS_AND_VISIT] = self._with_class_and_visits(other)
        return people

    @staticmethod
    def _with_class_and_visits(other: TrialWorld) -> Any:
        """The mentor of the other trial, who also leads a class of the other school."""
        group = ClassGroupFactory(organisation=other.school)
        MembershipFactory(user=other.mentor, organisation=other.school, role=Role.CLASS_TEACHER, class_group=group)
        return other.mentor

    @staticmethod
    def _with_roles(place: Any, *roles: str) -> Any:
        """One person with several roles in one organisation."""
        person = UserFactory()
        membership = MembershipFactory(user=person, organisation=place, role=roles[0])
        for role in roles[1:]:
            RoleFactory(membership=membership, role=role)
        return person

    @staticmethod
    def _with_every_role(other: TrialWorld, centre: Any, department: Any) -> Any:
        """One person with every role that staff can hold in the other region: in its school, its host, its centre and its department."""
        person = UserFactory()
        places = {other.school: [*SCHOOL_ROLES, Role.HR, Role.MENTOR], other.host: [*SCHOOL_ROLES, Role.HR, Role.MENTOR]}
        places |= {centre: [Role.REGION_OPERATOR, Role.REGISTRAR], department: [Role.DEPARTMENT]}
        for place, roles in places.items():
            membership = MembershipFactory(user=person, organisation=place, role=roles[0])
            for role in roles[1:]:
                RoleFactory(membership=membership, role=role)
        return person

    @staticmethod
    def admit(pupil: Any) -> Any:
        """Let a pupil sign in."""
        type(pupil).objects.filter(pk=pupil.pk).update(sign_in="active")
        pupil.refresh_from_db()
        return pupil

    @cached_property
    def member(self) -> Any:
        """A teacher of the school with a role that could be ended."""
        return MembershipFactory(organisation=self.trials.school, role=Role.TEACHER)

    @cached_property
    def consent(self) -> Any:
        """The family's answer."""
        return self.trials.answer(0)

    @cached_property
    def own_consent(self) -> Any:
        """What the coordinator agreed to for themselves."""
        return consents.grant_consent(subject=self.trials.coordinator, purpose="account", channel=Consent.Channel.PORTAL)

    @cached_property
    def notice(self) -> Any:
        return services.notify(self.trials.coordinator, "Notice", "/")

    @cached_property
    def summary(self) -> Any:
        """The parents' page of the first pupil."""
        return ParentSummary.objects.filter(participation=self.row).first() or ParentSummary.objects.create(participation=self.row)

    @cached_property
    def clearance(self) -> Any:
        return MedicalClearance.objects.create(
            participation=self.row, result="fit", checked_by=self.own["medical_worker"], checked_at=timezone.now()
        )

    @cached_property
    def draft(self) -> Any:
        return TrialDraft.objects.create(owner=self.trials.coordinator, school=self.trials.school)

    @cached_property
    def card_conflict(self) -> Any:
        return CardConflict.objects.create(
            card=self.row.observations.get(), content={}, client_uuid=uuid.uuid4(), sent_by=self.trials.mentor
        )

    @cached_property
    def form_conflict(self) -> Any:
        return FormConflict.objects.create(form=self.row.form, content={}, client_uuid=uuid.uuid4(), sent_by=self.pupil, moment="after")

    @cached_property
    def artefact(self) -> Any:
        """A picture of the first pupil's work."""
        kind = ContentFile(picture(), "work.jpg")
        return Artefact.objects.create(
            owner=self.pupil,
            kind="photo",
            file=kind,
            thumbnail=ContentFile(picture(), "small.jpg"),
            original_name="work.jpg",
            mime="image/jpeg",
            size=1,
            sha256="0" * 64,
        )

    @cached_property
    def entry(self) -> Any:
        """The portfolio entry that holds the picture."""
        shelf, _made = Portfolio.objects.get_or_create(owner=self.pupil)
        made = PortfolioEntry.objects.create(
            portfolio=shelf,
            type=PortfolioEntry.Type.values[0],
            title="Демо",
            happened_on=timezone.localdate(),
            added_by=self.pupil,
            **self.pointer(self.row),
        )
        made.artefacts.add(self.artefact)
        return made

    @cached_property
    def document(self) -> Any:
        """A document of the technology card that both sides have signed, as the engine has frozen it."""
        signed = {"status": "agreed", "school_signed_at": timezone.now(), "school_signed_by": self.trials.coordinator}
        type(self.card).objects.filter(pk=self.card.pk).update(**signed, host_signed_at=timezone.now(), host_signed_by=self.trials.mentor)
        self.card.refresh_from_db()
        return request_document(type_code="PP-A", source=self.card, language="kk", by=self.trials.coordinator)

    @cached_property
    def batch(self) -> Any:
        return DocumentBatch.objects.create(title="Демо", type_code="PP-A", requested_by=self.trials.coordinator)

    @staticmethod
    def pointer(row: Any) -> dict[str, Any]:
        """A generic foreign key to the row."""
        return {"content_type": ContentType.objects.get_for_model(row), "object_id": row.pk}
