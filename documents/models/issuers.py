"""Who issues documents, and the counters of their numbers."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..languages import joined, main, parts

DEFAULT_MASK = "{org}-{series}-{year}-{seq:05}"


class IssuerQuerySet(models.QuerySet):
    """Reads of issuers."""

    def of(self, source: models.Model) -> "IssuerQuerySet":
        """The issuer that an organisation was registered as."""
        return self.filter(content_type=ContentType.objects.get_for_model(source), object_id=source.pk)


class Issuer(models.Model):
    """An organisation as it stands on paper: short code, names, address. Public data; kept while its documents are kept.

    ``network`` writes one per organisation through services.register_issuer; the engine itself knows no organisation.
    """

    code = models.CharField(_("Short code"), max_length=12, unique=True, validators=[RegexValidator(r"^[A-Z0-9]{2,12}$")])
    name_kk = models.CharField(_("Name (Kazakh)"), max_length=300)
    name_ru = models.CharField(_("Name (Russian)"), max_length=300)
    bin = models.CharField(_("BIN"), max_length=12, blank=True)
    address_kk = models.CharField(_("Address (Kazakh)"), max_length=300, blank=True)
    address_ru = models.CharField(_("Address (Russian)"), max_length=300, blank=True)
    city_kk = models.CharField(_("City (Kazakh)"), max_length=120, blank=True)
    city_ru = models.CharField(_("City (Russian)"), max_length=120, blank=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    source = GenericForeignKey()

    objects = IssuerQuerySet.as_manager()

    class Meta:
        verbose_name = _("Issuing organisation")
        verbose_name_plural = _("Issuing organisations")
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="one_issuer_per_organisation")]

    def __str__(self) -> str:
        return self.name_in(get_language() or "kk")

    def name_in(self, language: str) -> str:
        """Full name in one of the two languages, or in both for a bilingual paper."""
        return self._in(language, "name")

    def letterhead(self, language: str) -> dict[str, str]:
        """What the head of a paper prints, frozen with it: name, address, city, BIN, code."""
        return {
            "code": self.code,
            **{field: self._in(language, field) for field in ("name", "address", "city")},
            "bin": self.bin,
            "running": self._in(main(language), "name"),
        }

    def _in(self, language: str, field: str) -> str:
        return joined([getattr(self, f"{field}_{'kk' if part == 'kk' else 'ru'}") for part in parts(language)])


class NumberSeries(models.Model):
    """The counter of one series of one organisation in one year; one row, one UPDATE per number (R-D3, R-D4)."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="series")
    series = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    next = models.PositiveIntegerField(default=1)
    mask = models.CharField(max_length=60, default=DEFAULT_MASK, db_default=DEFAULT_MASK)

    class Meta:
        verbose_name = _("Number series")
        verbose_name_plural = _("Number series")
        constraints = [models.UniqueConstraint(fields=["issuer", "series", "year"], name="one_counter_per_series")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class NumberEvent(models.Model):
    """What happened to a number: given to a document, or void because the document was cancelled. Append-only; a void number is never given again."""

    class Event(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned")
        VOIDED = "voided", _("Voided")

    number = models.CharField(max_length=60)
    document = models.ForeignKey("documents.IssuedDocument", on_delete=models.PROTECT, related_name="number_events")
    event = models.CharField(max_length=10, choices=Event)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Number event")
        verbose_name_plural = _("Number events")

    def __str__(self) -> str:
        return f"{self.number} {self.get_event_display()}"
