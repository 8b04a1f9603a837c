"""Networks of organisations: who takes part, which function is whose, which working groups there are (network page 2.5)."""

import datetime as dt

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine

from ..querysets_governance import (
    NetworkDraftQuerySet,
    NetworkDutyQuerySet,
    NetworkMembershipQuerySet,
    NetworkQuerySet,
    WorkingGroupQuerySet,
)
from .organisations import Organisation
from .reference import DateRange, Region


@pghistory.track(pghistory.UpdateEvent())
class NetworkPolicy(models.Model):
    """What the council of a network may set: terms, quorum, the pattern of composition. The defaults are those of the network page (cfg)."""

    invitation_days = models.PositiveSmallIntegerField(_("Invitation before a meeting, working days"), default=5)
    order_days = models.PositiveSmallIntegerField(_("Order of an organisation, working days"), default=10)
    vacant_amber_days = models.PositiveSmallIntegerField(_("Vacant function: first warning, working days"), default=10)
    vacant_red_days = models.PositiveSmallIntegerField(_("Vacant function: second warning, working days"), default=20)
    quorum_percent = models.PositiveSmallIntegerField(_("Quorum: more than this share of the members, %"), default=50)
    adoption_percent = models.PositiveSmallIntegerField(_("Adoption: more than this share of those present, %"), default=50)
    universities = models.PositiveSmallIntegerField(_("Universities in the pattern"), default=1)
    colleges = models.PositiveSmallIntegerField(_("Colleges in the pattern"), default=2)
    schools = models.PositiveSmallIntegerField(_("Schools in the pattern"), default=10)
    planning_a_month = models.PositiveSmallIntegerField(_("Joint planning, at least a month"), default=1)
    interschool_a_term = models.PositiveSmallIntegerField(_("Interschool sessions, at least a school term"), default=1)
    forums_a_year = models.PositiveSmallIntegerField(_("School–university forums, at least a year"), default=2)
    conferences_in_spring = models.PositiveSmallIntegerField(_("Final conferences in April–May, at least"), default=1)

    class Meta:
        verbose_name = _("Rules of a network")
        verbose_name_plural = _("Rules of networks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quorum_percent__lt=100) & models.Q(adoption_percent__lt=100), name="policy_shares_below_100"
            ),
            models.CheckConstraint(condition=models.Q(vacant_red_days__gte=models.F("vacant_amber_days")), name="policy_red_after_amber"),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


@pghistory.track(pghistory.UpdateEvent())
class Network(StateMachine):
    """A network of organisations. Public data; kept while the portal exists, closed by a decision of its council, never deleted."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("network", "Being set up")
        PREPARATION = "preparation", pgettext_lazy("network", "Preparation")
        PILOT = "pilot", pgettext_lazy("network", "Pilot")
        SCALING = "scaling", pgettext_lazy("network", "Scaling")
        STEADY = "steady", pgettext_lazy("network", "Steady work")
        CLOSED = "closed", pgettext_lazy("network", "Closed")

    class Scope(models.TextChoices):
        PEDAGOGICAL = "pedagogical", _("Network for training teachers")
        CAREER = "career", _("Career guidance network")
        MIXED = "mixed", pgettext_lazy("network", "Mixed")

    class Scale(models.TextChoices):
        PILOT = "pilot", pgettext_lazy("scale", "Pilot")
        REGIONAL = "regional", pgettext_lazy("scale", "Regional")
        NATIONAL = "national", pgettext_lazy("scale", "National")

    class Form(models.TextChoices):
        HORIZONTAL = "horizontal", _("Horizontal network")
        RESOURCE = "resource", _("Network with a resource centre")
        ASSOCIATIVE = "associative", _("Associative network")
        VERTICAL = "vertical", _("Vertical integration")

    class Partnership(models.TextChoices):
        BASE_SCHOOLS = "base_schools", _("Base schools")
        DUAL = "dual", _("Dual training")
        DIGITAL = "digital", _("Digital integration")
        INSTITUTIONAL = "institutional", _("Institutional network")
        TARGET = "target", _("Target partnership")
        FRAMEWORK = "framework", _("Framework cooperation")
        SPECIAL = "special", _("Special network")
        PRACTICE = "practice", _("Practice-oriented training")

    TRANSITIONS = {
        "prepare": ({Status.DRAFT}, Status.PREPARATION),
        "pilot": ({Status.PREPARATION}, Status.PILOT),
        "back": ({Status.PILOT}, Status.PREPARATION),
        "scale": ({Status.PILOT}, Status.SCALING),
        "settle": ({Status.SCALING}, Status.STEADY),
        "close": ({Status.DRAFT, Status.PREPARATION, Status.PILOT, Status.SCALING, Status.STEADY}, Status.CLOSED),
    }
    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.PREPARATION: ("sun", "hourglass"),
        Status.PILOT: ("sky", "rocket"),
        Status.SCALING: ("sky", "trending-up"),
        Status.STEADY: ("leaf", "check"),
        Status.CLOSED: ("neutral", "archive"),
    }
    PHASES = (Status.PREPARATION, Status.PILOT, Status.SCALING, Status.STEADY)

    title_kk = models.CharField(_("Title (Kazakh)"), max_length=200)
    title_ru = models.CharField(_("Title (Russian)"), max_length=200)
    goal_kk = models.TextField(_("Goal (Kazakh)"))
    goal_ru = models.TextField(_("Goal (Russian)"))
    scope = models.CharField(pgettext_lazy("network", "Scope"), max_length=12, choices=Scope, default=Scope.PEDAGOGICAL)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="networks", verbose_name=_("Region"))
    operator = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="operated_networks", verbose_name=pgettext_lazy("network", "Operator")
    )
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="coordinated_networks",
        verbose_name=pgettext_lazy("network", "Coordinator"),
    )
    scale = models.CharField(pgettext_lazy("network", "Scale"), max_length=10, choices=Scale, default=Scale.PILOT)
    form = models.CharField(_("Form of the network"), max_length=12, choices=Form, default=Form.HORIZONTAL)
    model = models.CharField(_("Model of partnership"), max_length=14, choices=Partnership, default=Partnership.BASE_SCHOOLS)
    package = models.BooleanField(_("Fair network package"), default=False)
    policy = models.OneToOneField(NetworkPolicy, on_delete=models.PROTECT, related_name="network", verbose_name=_("Rules of a network"))
    phase_from = models.DateField(_("Present phase since"))
    status = models.CharField(pgettext_lazy("network", "Phase"), max_length=12, choices=Status, default=Status.DRAFT)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "Network")
        verbose_name_plural = _("Networks")
        ordering = ["title_ru"]
        indexes = [models.Index(fields=["region", "status"])]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "title_kk"], condition=~models.Q(status="closed"), name="network_title_once_in_region"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the person's language."""
        return self.title_in(get_language() or "kk")

    def title_in(self, language: str) -> str:
        return self.title_kk if language == "kk" else self.title_ru

    @property
    def goal(self) -> str:
        """The goal in the person's language."""
        return self.goal_in(get_language() or "kk")

    def goal_in(self, language: str) -> str:
        return self.goal_kk if language == "kk" else self.goal_ru


class NetworkDraft(models.Model):
    """The answers of the new-network wizard before the network exists. Held so that nothing is typed twice; seen by the owner alone; removed when
    the network is made or the owner throws it away. ``answers`` maps a step's code to the plain values of its form.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="network_drafts")
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = NetworkDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("Draft of a network")
        verbose_name_plural = _("Drafts of networks")
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return f"{self.owner} · {self.updated_at:%d.%m.%Y %H:%M}"


@pghistory.track(pghistory.UpdateEvent())
class NetworkMembership(StateMachine):
    """An organisation in a network with its joining form: what it expects, how much, of what quality (NR26) [002a 2.3.4]. Seen by the network and
    its region; kept with the network.
    """

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", pgettext_lazy("network member", "Coordinator")
        BASE = "base", pgettext_lazy("network member", "Base")
        PARTNER = "partner", pgettext_lazy("network member", "Partner")
        HUB = "hub", _("Scientific and methodical hub")
        NODE = "node", _("Educational node")
        EMPLOYER = "employer", pgettext_lazy("network member", "Employer")
        OBSERVER = "observer", pgettext_lazy("network member", "Observer")

    class Status(models.TextChoices):
        APPLIED = "applied", pgettext_lazy("network member", "Application")
        ACTIVE = "active", pgettext_lazy("network member", "Member")
        REJECTED = "rejected", pgettext_lazy("network member", "Rejected")
        LEFT = "left", pgettext_lazy("network member", "Left")
        EXCLUDED = "excluded", pgettext_lazy("network member", "Excluded")

    TRANSITIONS = {
        "join": ({Status.APPLIED}, Status.ACTIVE),
        "reject": ({Status.APPLIED}, Status.REJECTED),
        "leave": ({Status.ACTIVE}, Status.LEFT),
        "exclude": ({Status.ACTIVE}, Status.EXCLUDED),
    }
    STATUS_LOOK = {
        Status.APPLIED: ("sun", "send"),
        Status.ACTIVE: ("leaf", "check"),
        Status.REJECTED: ("neutral", "x"),
        Status.LEFT: ("neutral", "log-out"),
        Status.EXCLUDED: ("clay", "ban"),
    }

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="network_memberships", verbose_name=_("Organisation")
    )
    role = models.CharField(pgettext_lazy("network member", "Role"), max_length=12, choices=Role, default=Role.PARTNER)
    valid_from = models.DateField(_("From"), null=True, blank=True)
    valid_until = models.DateField(_("Until"), null=True, blank=True)
    expected = models.TextField(_("What the organisation should get"), blank=True)
    quantity = models.TextField(_("In what quantity"), blank=True)
    quality = models.TextField(_("Of what quality"), blank=True)
    actual = models.TextField(_("What the organisation got"), blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    names_asked_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.APPLIED)

    objects = NetworkMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "Member of a network")
        verbose_name_plural = _("Members of networks")
        ordering = ["network", "role", "organisation"]
        indexes = [models.Index(fields=["organisation", "status"])]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "organisation"], condition=models.Q(status__in=["applied", "active"]), name="network_membership_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="active")
                | (models.Q(valid_from__isnull=False) & ~models.Q(expected="") & ~models.Q(quantity="") & ~models.Q(quality="")),
                name="network_member_has_joining_form",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="network_membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.network}"


class NetworkFunction(models.Model):
    """The catalogue of functions: rows of Table 2.5 (NW-24) and owners of indicators. ``mandatory`` ones need a named person in every organisation
    of the kind (NR25); the owners are named once in a network, by the organisation that answers for them.
    """

    class Group(models.TextChoices):
        SCHOOL = "school", _("General school (main base)")
        COLLEGE = "college", _("Pedagogical college (administration and teachers)")
        UNIVERSITY = "university", _("Pedagogical university (administration and lecturers)")
        TUTORS = "tutors", _("Mentors of the college or university: tutors (where needed)")
        OWNERS = "owners", _("Owners of indicators")

    code = models.CharField(_("Code"), max_length=20, unique=True)
    group = models.CharField(_("Participant"), max_length=12, choices=Group)
    name_kk = models.CharField(_("Name (Kazakh)"), max_length=300)
    name_ru = models.CharField(_("Name (Russian)"), max_length=300)
    mandatory = models.BooleanField(_("Mandatory"), default=True)
    active = models.BooleanField(_("Active"), default=True)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Network function")
        verbose_name_plural = _("Network functions")
        ordering = ["sort"]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"

    @property
    def name(self) -> str:
        """The name in the person's language."""
        return self.name_in(get_language() or "kk")

    def name_in(self, language: str) -> str:
        return self.name_kk if language == "kk" else self.name_ru


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class NetworkDuty(models.Model):
    """A named person for one function of one organisation (NR25). Name and working contacts are held so that partners reach the person; seen by
    the network's members and its region; kept with the network, the person's contacts leave new papers with the end of the duty.
    """

    class Rasci(models.TextChoices):
        R = "R", pgettext_lazy("rasci", "Responsible")
        A = "A", pgettext_lazy("rasci", "Accountable")
        S = "S", pgettext_lazy("rasci", "Supports")
        C = "C", pgettext_lazy("rasci", "Consulted")
        INFORMED = "I", pgettext_lazy("rasci", "Informed")

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="duties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="network_duties", verbose_name=_("Organisation"))
    function = models.ForeignKey(NetworkFunction, on_delete=models.PROTECT, related_name="duties", verbose_name=_("Function"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="network_duties", verbose_name=_("Person"))
    phone = models.CharField(_("Phone"), max_length=40)
    email = models.EmailField(_("E-mail"))
    rasci = models.CharField(_("Part in the function"), max_length=1, choices=Rasci, default=Rasci.R)
    valid_from = models.DateField(_("From"))
    valid_until = models.DateField(_("Until"), null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = NetworkDutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Duty in a network")
        verbose_name_plural = _("Duties in networks")
        ordering = ["network", "function__sort", "organisation"]
        indexes = [models.Index(fields=["network", "organisation"])]
        constraints = [
            models.CheckConstraint(condition=~models.Q(phone="") & ~models.Q(email=""), name="duty_has_contacts"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="duty_ends_after_start",
            ),
            ExclusionConstraint(
                name="one_responsible_per_function",
                condition=models.Q(rasci="R"),
                expressions=[
                    ("network", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("function", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function.code} · {self.organisation} · {self.person}"

    def is_current(self, day: dt.date) -> bool:
        """Does the duty hold on the day?"""
        return self.valid_from <= day and (self.valid_until is None or self.valid_until >= day)


@pghistory.track(pghistory.UpdateEvent())
class WorkingGroup(StateMachine):
    """A working group of a network [003c F4]. Names of members are held to show who does the work; seen by the network; kept with it."""

    class Kind(models.TextChoices):
        METHODICAL = "methodical", _("Educational and methodical group")
        MENTORING = "mentoring", _("Mentoring group")
        QUALITY = "quality", _("Quality monitoring group")
        PROGRAMMES = "programmes", _("Group for aligning programmes")
        CREATIVE = "creative", _("Temporary creative group")
        AUTHORS = "authors", _("Authors' group")
        SUPPORT = "support", _("Support and advice group")
        EXPERTS = "experts", _("Expert group")
        GRADUATE = "graduate", _("Group on the model of a graduate")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("working group", "Draft")
        ACTIVE = "active", pgettext_lazy("working group", "Active")
        CLOSED = "closed", pgettext_lazy("working group", "Closed")

    TRANSITIONS = {
        "start": ({Status.DRAFT}, Status.ACTIVE),
        "close": ({Status.DRAFT, Status.ACTIVE}, Status.CLOSED),
    }
    STATUS_LOOK = {Status.DRAFT: ("neutral", "pencil"), Status.ACTIVE: ("leaf", "check"), Status.CLOSED: ("neutral", "archive")}

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="working_groups")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="led_working_groups", verbose_name=_("Leader")
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="working_groups", blank=True, verbose_name=_("Members"))
    task = models.TextField(_("Task"))
    valid_from = models.DateField(_("From"))
    valid_until = models.DateField(_("Until"), null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = WorkingGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("Working group")
        verbose_name_plural = _("Working groups")
        ordering = ["network", "kind"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="working_group_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.network}"
