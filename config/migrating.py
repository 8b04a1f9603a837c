"""Migrations in seconds instead of minutes.

Django renders every model that is connected with a changed one anew after each operation of a migration. Here everything is connected with people and
organisations, so that this grew with the square of the models: five minutes of a new database were spent on it, two seconds on SQL. ``lighten()`` renders
the changed model alone and marks the state as delayed, which Django itself does for plain fields; before Python code of a migration runs it renders all
of them. What renames, removes or retypes a referenced column goes Django's own way.
"""

from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED

_reload_everything_connected = ProjectState.reload_model


def _add_model(self: Any, model_state: ModelState) -> None:
    """A new model: nothing points to it yet, so nothing else is rendered."""
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:
        self.apps.render_multiple([model_state.clone()])


def _reload_model(self: Any, app_label: str, model_name: str, delay: bool = False) -> None:
    """The model alone where Django allows a delay."""
    if "apps" not in self.__dict__:
        return
    if not delay:
        _reload_everything_connected(self, app_label, model_name, delay)
        return
    self.is_delayed = True
    self.apps.unregister_model(app_label, model_name.lower())
    self.apps.render_multiple([self.models[app_label, model_name.lower()].clone()])


def _add_field(self: Any, app_label: str, model_name: str, name: str, field: Any, preserve_default: bool) -> None:
    """As Django's own, with a delay for relations too."""
    if not preserve_default:
        field = field.clone()
        field.default = NOT_PROVIDED
    key = app_label, model_name
    self.models[key].fields[name] = field
    if self._relations is not None:
        self.resolve_model_field_relations(key, name, field)
    self.reload_model(*key, delay=True)


def lighten() -> None:
    """Put the light ways in place; called once when the portal starts."""
    for name, way in {"add_model": _add_model, "reload_model": _reload_model, "add_field": _add_field}.items():
        setattr(ProjectState, name, way)
