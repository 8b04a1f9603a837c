"""Regions, organisations, sites, memberships and roles, classes, agreements."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = _("Network")

    def ready(self) -> None:
        from accounts.visibility import register_acquaintance, register_care

        from . import (  # noqa: F401  rules register themselves
            alignment_todos,
            people_hooks,
            rules_agreements,
            rules_alignment,
            rules_life,
            rules_people,
            rules_plans,
            todo_registers,
            todos_governance,
            todos_plans,
            visibility,
        )

        todos_plans.register_todos()
        register_acquaintance(visibility.colleagues_and_pupils)
        register_care(visibility.children_in_care)
        todo_registers.register_todos()
        alignment_todos.register_todos()
        todos_governance.register_todos()
        people_hooks.connect()
        self._after_signing()
        self._governance()
        self._alignment()

    def _after_signing(self) -> None:
        """What waits for people about agreements in force, what the register copies of an agreement, when signing stops by itself."""
        from core import todos

        from .models import Agreement
        from .panels import register_panel, register_tab
        from .queries_agreements import agreement_todos, agreements_waiting
        from .queries_life import (
            entries_submitted,
            gone_of,
            inherited_of,
            parties_concerned,
            party_todos,
            places_inherited,
            registrar_todos,
            succession_todos,
        )
        from .queries_obligations import (
            agreements_ended,
            ended_todos,
            obligation_todos,
            obligations_panel,
            obligations_waiting,
            paper_todos,
            papers_waiting,
        )
        from .services import contract_registry
        from .services.agreements import consequences
        from .services.life import stops

        todos.register(agreement_todos, agreements_waiting)
        todos.register(party_todos, parties_concerned)
        todos.register(registrar_todos, entries_submitted)
        todos.register(succession_todos, places_inherited)
        register_panel("network/life/gone.html", gone_of)
        register_panel("network/life/inherited.html", inherited_of)
        todos.register(paper_todos, papers_waiting)
        todos.register(obligation_todos, obligations_waiting)
        todos.register(ended_todos, agreements_ended)
        register_tab("agreement_life", _("Term and notices"), shown=lambda user, agreement: not agreement.is_working)
        register_tab("obligations", _("Obligations"), shown=lambda user, agreement: user.has_perm("network.read_agreement_text", agreement))
        register_panel("network/agreements/obligations_sheet.html", obligations_panel)
        contract_registry.register_copier(Agreement, contract_registry.copy_agreement)
        stops.watch()
        consequences.connect()

    def _governance(self) -> None:
        """Rights over networks and councils, what adopted decisions do, what the next phase waits for."""
        from . import rules_governance  # noqa: F401  rules register themselves
        from .services import effects, phase_papers, plan_agenda

        effects.register()
        phase_papers.register()
        plan_agenda.register()

    def _alignment(self) -> None:
        """Rows of recognition beside their agreement."""
        from .recognition_panel import register

        register()
