"""Lists of the register of organisations, worded as the network page prints them (2.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    SCHOOL = "school", _("School")
    PRESCHOOL = "preschool", _("Preschool organisation")
    COLLEGE = "college", _("College")
    UNIVERSITY = "university", _("University")
    ENTERPRISE = "enterprise", _("Enterprise")
    ADDITIONAL = "additional", _("Organisation of additional education")
    TRAINING_CENTRE = "training_centre", _("Training centre")
    METHOD_CENTRE = "method_centre", _("Methodical centre")
    PD_CENTRE = "pd_centre", _("Centre of professional development")
    EDU_DEPARTMENT = "edu_department", _("Education department")
    EDU_SECTION = "edu_section", _("Education section of a district")
    CAREER_CENTRE = "career_centre", _("Regional career centre (operator)")
    CHAMBER = "chamber", _("Regional chamber of entrepreneurs")
    AKIMAT = "akimat", _("Local executive body")
    EMPLOYMENT = "employment", _("Labour mobility (employment) centre")
    EMPLOYERS = "employers", _("Association of employers")
    NGO = "ngo", _("Non-governmental organisation")
    RESEARCH = "research", _("Research institute")
    QA = "qa", _("Accreditation body")
    DIGITAL_CENTRE = "digital_centre", _("Digital and innovation centre")
    ACADEMY = "academy", _("Y. Altynsarin National Academy of Education")
    MINISTRY = "ministry", _("Ministry")


class Subkind(models.TextChoices):
    """What sort of school or college."""

    GENERAL = "general", _("School of general education")
    GYMNASIUM = "gymnasium", _("Gymnasium")
    LYCEUM = "lyceum", _("Lyceum")
    SCHOOL_GYMNASIUM = "school_gymnasium", _("School with gymnasium classes")
    SCHOOL_LYCEUM = "school_lyceum", _("School with lyceum classes")
    BOARDING = "boarding", _("Boarding school")
    SPECIALISED = "specialised", _("Specialised school")
    SPECIAL = "special", _("Special school")
    NIS = "nis", _("Nazarbayev Intellectual School")
    HIGHER_COLLEGE = "higher_college", _("Higher college")


SUBKINDS_OF = {
    OrganisationKind.SCHOOL: tuple(kind for kind in Subkind if kind != Subkind.HIGHER_COLLEGE),
    OrganisationKind.COLLEGE: (Subkind.HIGHER_COLLEGE,),
}


class Ownership(models.TextChoices):
    """Whose an organisation is."""

    STATE = "state", pgettext_lazy("ownership", "State")
    PRIVATE = "private", pgettext_lazy("ownership", "Private")
    QUASI = "quasi", pgettext_lazy("ownership", "Quasi-state")


class Size(models.TextChoices):
    """How large an enterprise is."""

    MICRO = "micro", pgettext_lazy("enterprise", "Micro")
    SMALL = "small", pgettext_lazy("enterprise", "Small")
    MEDIUM = "medium", pgettext_lazy("enterprise", "Medium")
    LARGE = "large", pgettext_lazy("enterprise", "Large")


class Entity(models.TextChoices):
    """What an enterprise is before the law: an entrepreneur goes by IIN, everybody else by BIN (NR3)."""

    LEGAL = "legal", _("Legal entity")
    IE = "ie", _("Individual entrepreneur")
    FARM = "farm", _("Peasant or farm household")


class InstructionLanguage(models.TextChoices):
    """Languages in which schools teach."""

    KK = "kk", _("Kazakh")
    RU = "ru", _("Russian")
    EN = "en", _("English")
    UZ = "uz", _("Uzbek")
    UG = "ug", _("Uyghur")
    TG = "tg", _("Tajik")
