"""Components: templates/components/<name>.html with variables declared in the comment on top, checked when a template is compiled.

The comment reads::

    {% comment %}
    What it is, in one sentence.
    label: str, required. What is written on it.
    tone: sky | sun | leaf | clay | dusk | neutral, default neutral.
    attrs: hx_*, data_*, aria_* become attributes.
    {% endcomment %}
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.forms.utils import flatatt
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.loader import get_template

FOLDER = Path(settings.BASE_DIR) / "templates" / "components"
_HEADER = re.compile(r"\{% comment %\}\n(?P<text>.*?)\n\{% endcomment %\}", re.DOTALL)
_VARIABLE = re.compile(r"^(?P<name>[a-z_]+): (?P<type>[^.]*?)(?P<required>, required)?(?:\.|$|, default )", re.MULTILINE)
_ATTRIBUTES = ("hx_", "data_", "aria_")


@cache
def declared(name: str) -> dict[str, bool]:
    """Variables of a component: name → required or not. Raises TemplateSyntaxError for an unknown component or one without the comment."""
    path = FOLDER / f"{name}.html"
    if not path.is_file():
        raise template.TemplateSyntaxError(f"There is no component {name!r} in templates/components.")
    header = _HEADER.match(path.read_text())
    if not header:
        raise template.TemplateSyntaxError(f"Component {name!r} does not open with a comment that declares its variables.")
    return {found["name"]: bool(found["required"]) for found in _VARIABLE.finditer(header["text"])}


def check_keys(name: str, keys: set[str], *, has_body: bool) -> None:
    """Refuse keys that the component does not declare, and the absence of required ones. Raises TemplateSyntaxError."""
    variables = declared(name)
    plain = {key for key in keys if not ("attrs" in variables and key.startswith(_ATTRIBUTES))}
    if unknown := plain - variables.keys():
        raise template.TemplateSyntaxError(f"Component {name!r} knows no {sorted(unknown)}; it has {sorted(variables)}.")
    given = plain | ({"body"} if has_body else set())
    if missing := {key for key, required in variables.items() if required} - given:
        raise template.TemplateSyntaxError(f"Component {name!r} needs {sorted(missing)}.")


def attributes(values: dict[str, Any]) -> str:
    """HTML attributes out of hx_*, data_* and aria_* keys; False and None leave the attribute out, True gives a bare one."""
    kept = {key.replace("_", "-"): value for key, value in values.items() if key.startswith(_ATTRIBUTES)}
    return flatatt({key: str(value) if not isinstance(value, bool) else value for key, value in kept.items() if value is not None})


def render_component(name: str, values: dict[str, Any], context: template.Context) -> str:
    """Render a component in a context of its own: its values, the request and the CSRF token, nothing else."""
    shared = {key: context[key] for key in ("request", "csrf_token") if key in context}
    own = context.new({**shared, **values, "attrs": attributes(values)})
    return get_template(f"components/{name}.html").template.render(own)  # type: ignore[attr-defined]


class ComponentNode(template.Node):
    """``{% ui "name" … %}`` and ``{% wrap "name" … %}…{% endwrap %}``."""

    def __init__(self, name: str, values: dict[str, FilterExpression], body: NodeList | None) -> None:
        self.name, self.values, self.body = name, values, body
        self.nodelist = body or NodeList()

    def render(self, context: template.Context) -> str:
        values = {key: expression.resolve(context) for key, expression in self.values.items()}
        if self.body is not None:
            values["body"] = self.body.render(context)
        return render_component(self.name, values, context)


def compile_component(parser: Parser, token: Token, end: str = "") -> ComponentNode:
    """Parse the tag: a quoted name, then key=value pairs; ``end`` names the closing tag of a component with a body."""
    tag, *bits = token.split_contents()
    if not bits or bits[0][0] not in "\"'":
        raise template.TemplateSyntaxError(f'{{% {tag} %}} starts with the quoted name of a component, like {{% {tag} "badge" … %}}.')
    name, rest = bits[0].strip("\"'"), bits[1:]
    values = token_kwargs(rest, parser)
    if rest:
        raise template.TemplateSyntaxError(f"{{% {tag} {name!r} %}} takes key=value pairs; this is not one: {rest[0]}")
    check_keys(name, set(values), has_body=bool(end))
    body = None
    if end:
        body = parser.parse((end,))
        parser.delete_first_token()
    return ComponentNode(name, values, body)
