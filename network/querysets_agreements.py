"""Row-level visibility of agreements and of what belongs to them; one place per model. What is in force is answered here too (NR41)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Case, Count, DateField, Exists, F, Func, OuterRef, Q, Sum, When
from django.db.models.functions import Coalesce

# States in which a period that covers a day counts: what ended later was still in force on that day.
COUNTING = ("signed", "in_force", "suspended", "expired", "terminated", "replaced")
LIVING = ("signed", "in_force")
ALIVE = ("in_force", "suspended")


def decides_on() -> Case:
    """The day that asks for a decision: the deadline of a notice where the agreement renews itself, else its end. Indexed for agreements in force."""
    deadline = Func(
        F("ends_on"),
        F("notice_months"),
        arg_joiner=" - make_interval(months => ",
        output_field=DateField(),
        template="(%(expressions)s))::date",  # in this order migrations compare it
    )
    return Case(When(auto_renew=True, term_kind="calendar", then=deadline), default=F("ends_on"), output_field=DateField())


def _party(organisation: Any) -> dict[str, Any]:
    """Filter of a party: one organisation (an object, an id, OuterRef) or any of several ids."""
    several = isinstance(organisation, (set, frozenset, list, tuple))
    return {"parties__organisation__in" if several else "parties__organisation": organisation}


def _outer(value: Any) -> Any:
    """The same value one query deeper."""
    return OuterRef(value) if isinstance(value, F) else value


class AgreementQuerySet(models.QuerySet):
    """Reads of agreements."""

    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """Agreements whose page a person may open (network page 8).

        The initiator's coordinators always, those of the other parties since the text was first sent to them; operator and department of the parties'
        regions since then; a person who is a party; the registrar where one is registered; the platform administrator for audit.
        """
        from .access import COORDINATORS, has_role, organisations_as, regions_as
        from .models import Role

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser or has_role(user, Role.PLATFORM_ADMIN):
            return self.all()
        return self._seen_by(
            user, organisations_as(user, *COORDINATORS, Role.FINANCE), regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT)
        )

    def titled_for(self, user: Any) -> "AgreementQuerySet":
        """Agreements whose title a person may know: besides those of visible_to, all staff those of their own organisation («R title»)."""
        from .access import has_role, organisations_as, regions_as
        from .models import LEARNERS, Role

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser or has_role(user, Role.PLATFORM_ADMIN):
            return self.all()
        own = organisations_as(user, *(role for role in Role if role not in LEARNERS))
        return self._seen_by(user, own, regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT))

    def _seen_by(self, user: Any, own: set[int], regions: set[int]) -> "AgreementQuerySet":
        from .access import organisations_as, predecessors_of
        from .models import AgreementParty, RegistryEntry, Role

        own = own | predecessors_of(user, own)  # the successor tells the other parties (NR58)
        themselves = AgreementParty.objects.filter(person=user.pk).order_by().values("agreement")
        shared = themselves
        seen = Q(pk__in=[])
        if own:
            seen |= Q(initiator__in=own)
            parties = AgreementParty.objects.filter(agreement=OuterRef("pk"), organisation__in=own)
            seen |= Q(Exists(parties), shared_at__isnull=False)
        if regions:
            there = AgreementParty.objects.filter(organisation__region__in=regions).order_by()
            shared = themselves.union(
                there.values("agreement"), all=True
            )  # one list, gathered once: two conditions joined by OR cost twice
        seen |= Q(pk__in=shared, shared_at__isnull=False)
        if registrars := organisations_as(user, Role.REGISTRAR):
            lines = RegistryEntry.objects.filter(
                registrar__in=registrars, content_type__app_label="network", content_type__model="agreement"
            )
            seen |= Q(Exists(lines.filter(object_id=OuterRef("pk"))))
        return self.filter(seen)

    def between(self, kinds: Iterable[str], org_a: Any, org_b: Any) -> "AgreementQuerySet":
        """Agreements of the kinds with both organisations among the parties. Arguments may be OuterRef; a set means any of them."""
        return self.filter(kind__in=list(kinds), **_party(org_a)).filter(**_party(org_b))

    def in_force(self, kinds: Iterable[str], org_a: Any, org_b: Any, day: dt.date | Any) -> "AgreementQuerySet":
        """Agreements under which the two organisations may work together on the day (NR41): a period covers it and the state allows.

        Whoever has left counts up to the last day as a party; a suspended agreement does not count within its suspension.
        """
        stays = Q(parties__left_on__isnull=True) | Q(parties__left_on__gte=day)
        rows = self.filter(stays, kind__in=list(kinds), **_party(org_a)).filter(stays, **_party(org_b))
        return rows.covering(day)

    def covering(self, day: dt.date | Any) -> "AgreementQuerySet":
        """Those with a period over the day, in a state that counts, not suspended on it."""
        covers = Q(periods__valid_until__isnull=True) | Q(periods__valid_until__gte=day)
        suspended = Q(suspended_from__isnull=False, suspended_from__lte=day) & (
            Q(suspended_until__isnull=True) | Q(suspended_until__gte=day)
        )
        return self.filter(covers, periods__valid_from__lte=day, status__in=COUNTING).exclude(suspended)

    def renewing(self, kinds: Iterable[str], org_a: Any, org_b: Any, day: dt.date | Any) -> "AgreementQuerySet":
        """Agreements that no period carries to the day yet but whose own renewal will, as long as nobody gives notice (NR33)."""
        from .models import AgreementNotice

        stops = AgreementNotice.objects.standing().filter(
            agreement=OuterRef("pk"), kind=AgreementNotice.Kind.NON_RENEWAL, effective_on__lt=_outer(day)
        )
        stays = Q(parties__left_on__isnull=True) | Q(parties__left_on__gte=day)
        rows = self.filter(stays, kind__in=list(kinds), auto_renew=True, status__in=LIVING, **_party(org_a))
        return rows.filter(stays, ~Exists(stops), ends_on__lt=day, **_party(org_b))


class OfAgreementQuerySet(models.QuerySet):
    """Reads of rows that belong to an agreement and are seen with it."""

    def visible_to(self, user: Any) -> "OfAgreementQuerySet":
        """Rows of the agreements whose page the person may open."""
        from .models import Agreement

        return self.filter(agreement__in=Agreement.objects.visible_to(user).values("pk"))


class NoticeQuerySet(OfAgreementQuerySet):
    """Reads of notices between parties."""

    def standing(self) -> "NoticeQuerySet":
        """Delivered and not recalled."""
        return self.filter(status__in=["delivered", "late", "effective"])


class OfPartyQuerySet(models.QuerySet):
    """Reads of rows that belong to a party of an agreement."""

    def visible_to(self, user: Any) -> "OfPartyQuerySet":
        """Rows of the agreements whose page the person may open."""
        from .models import Agreement

        return self.filter(party__agreement__in=Agreement.objects.visible_to(user).values("pk"))


class ObligationQuerySet(OfPartyQuerySet):
    """Reads of obligations and what was done under them."""

    def open(self) -> "ObligationQuerySet":
        """Obligations that the facts which stand have not met yet."""
        standing = Q(facts__struck_at__isnull=True)
        rows = self.annotate(done_sum=Coalesce(Sum("facts__value", filter=standing), 0), done_count=Count("facts", filter=standing))
        return rows.filter(Q(measure__gt=0, done_sum__lt=F("measure")) | (Q(measure__isnull=True) | Q(measure=0)) & Q(done_count=0))


class FactQuerySet(models.QuerySet):
    """Reads of facts under obligations."""

    def visible_to(self, user: Any) -> "FactQuerySet":
        """Facts of the agreements whose page the person may open."""
        from .models import Agreement

        return self.filter(obligation__party__agreement__in=Agreement.objects.visible_to(user).values("pk"))
