"""System checks of the engine."""

from typing import Any

from django.core.checks import Error, register
from django.template import TemplateDoesNotExist

from . import registry
from .errors import RenderingFailed


@register("documents")
def fonts_have_every_letter(app_configs: Any, **kwargs: Any) -> list[Error]:
    """E001: papers are never printed with a substitute for Liberation Serif 2."""
    from .engine import fonts

    try:
        fonts.files()
    except RenderingFailed as error:
        hint = "Install the package fonts-liberation2 (Debian, Ubuntu: apt-get install fonts-liberation2), version 2.0 or newer."
        return [Error(f"Қаріп жетіспейді / Не хватает шрифта: {error.detail}.", hint=hint, id="documents.E001")]
    return []


@register("documents")
def forms_are_complete(app_configs: Any, **kwargs: Any) -> list[Error]:
    """E002–E004: a form's source can be seen row by row, its permission is named, its template exists."""
    from .engine.paper import templates

    problems = []
    for form in registry.types():
        manager = form.model()._default_manager
        if not hasattr(manager, "visible_to"):
            problems.append(Error(f"{form.code}: {form.source_model} has no visible_to(user) on its default manager.", id="documents.E002"))
        if not form.may_issue:
            problems.append(Error(f"{form.code} does not say by which permission it is issued (may_issue).", id="documents.E003"))
        try:
            templates().get_template(form.template)
        except TemplateDoesNotExist:
            problems.append(Error(f"{form.code}: there is no template {form.template}.", id="documents.E004"))
    return problems
