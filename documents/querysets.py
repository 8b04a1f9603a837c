"""Who sees which document: the one place (R-D40)."""

from collections.abc import Iterable
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

        return self._visible(user, registry.types(), registry.source_models())

    def visible_one(self, user: Any, pk: int) -> "IssuedDocumentQuerySet":
        """The same for one document: only its own form and the rows it is made from are asked, not those of every form of the portal."""
        from . import registry

        kind = self.filter(pk=pk).values_list("type_code", "content_type").first()
        if kind is None:
            return self.none()
        code, content_type = kind
        model = ContentType.objects.get_for_id(content_type).model_class()
        forms = [form for form in registry.types() if form.code == code]
        return self._visible(user, forms, [model] if model in registry.source_models() else []).filter(pk=pk)

    def _visible(self, user: Any, forms: Iterable[Any], sources_of: Iterable[type[models.Model]]) -> "IssuedDocumentQuerySet":
        from . import registry

        if not user.is_authenticated:
            return self.none()
        about = Q(pk__in=self.model.subjects.through.objects.filter(user_id=user.pk).values("issueddocument_id"), production="ready")
        narrowed, sources = Q(), Q(pk__in=[])
        for form in forms:
            if type(form).readable is not registry.DocumentType.readable:
                rows = form.readable(form.model()._default_manager.visible_to(user).order_by(), user)
                narrowed &= ~Q(type_code=form.code) | Q(object_id__in=rows.values("pk"))
        for model, content_type in ContentType.objects.get_for_models(*sources_of).items():
            sources |= Q(content_type=content_type, object_id__in=model._default_manager.visible_to(user).order_by().values("pk"))
        return self.filter(about | (sources & narrowed))

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
