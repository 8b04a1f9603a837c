"""The form renderer: every form of the portal, those of packages too, looks like the design system without per-form markup."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Renders {{ form }} through components/form.html; widget templates are found in the project first."""

    form_template_name = "components/form.html"
