"""Who sees which document: the one place (R-D40)."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q


class IssuedDocumentQuerySet(models.QuerySet):
    """Reads of documents."""

    def visible_to(self, user: Any) -> "IssuedDocumentQuerySet":
        """Documents whose source the person sees, and ready ones about the person. One query, whatever the number of forms.

        A form may keep its papers from some of those who see the row (DocumentType.readable).
        """
        from . import registry

        if not user.is_authenticated:
            return self.none()
        seen = Q(pk__in=self.model.subjects.through.objects.filter(user_id=user.pk).values("issueddocument_id"), production="ready")
        narrowed = Q()
        for form in registry.types():
            if type(form).readable is not registry.DocumentType.readable:
                rows = form.readable(form.model()._default_manager.visible_to(user).order_by(), user)
                narrowed &= ~Q(type_code=form.code) | Q(object_id__in=rows.values("pk"))
        for model, content_type in ContentType.objects.get_for_models(*registry.source_models()).items():
            rows = model._default_manager.visible_to(user).order_by().values("pk")
            seen |= Q(content_type=content_type, object_id__in=rows) & narrowed
        return self.filter(seen)

    def of(self, source: models.Model) -> "IssuedDocumentQuerySet":
        """All versions of all documents of a row, newest first."""
        return self.filter(content_type=ContentType.objects.get_for_model(source), object_id=source.pk).order_by("-version", "-pk")

    def latest_versions(self) -> "IssuedDocumentQuerySet":
        """Without those that a newer version stands for."""
        return self.filter(replaced_by__isnull=True)


class DocumentBatchQuerySet(models.QuerySet):
    """Reads of batches."""

    def visible_to(self, user: Any) -> "DocumentBatchQuerySet":
        """Those that the person ordered: the files of a batch hold papers about many people."""
        return self.filter(requested_by_id=user.pk) if user.is_authenticated else self.none()
