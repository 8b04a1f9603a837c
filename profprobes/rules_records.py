"""Who may do what with confirming documents, trial books, the journal as a paper and the regulation (§8)."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from network.access import COORDINATORS, classes_as, organisations_as
from network.models import Network, Organisation, Role
from network.rules_plans import runs_network, sits_in_council

from .models import TrialBook, TrialJournal, TrialRegulation
from .rules import PERMISSIONS, SCHOOL, SYSTEM, host, leads_the_class, school, system


@rules.predicate
def reads_the_book(user: Any, book: Any) -> bool:
    """The pupil, the class teacher, the coordinator of the school: whoever sees the book may have it printed."""
    return isinstance(book, TrialBook) and TrialBook.objects.visible_to(user).filter(pk=book.pk).exists()


@rules.predicate
def decides_for_the_network(user: Any, network: Any) -> bool:
    """The coordinator of the network, its operator, and the seats of its council write a collegial decision down."""
    return isinstance(network, Network) and (runs_network(user, network) or sits_in_council(user, network))


@rules.predicate
def prints_the_journal(user: Any, journal: Any) -> bool:
    """The coordinator of the school; the class teacher the journal of the own class."""
    if not isinstance(journal, TrialJournal):
        return False
    return journal.school_id in organisations_as(user, *COORDINATORS) or (
        journal.class_group_id is not None and journal.class_group_id in classes_as(user, Role.CLASS_TEACHER)
    )


@rules.predicate
def keeps_the_regulation(user: Any, thing: Any) -> bool:
    """A coordinator of the organisation whose regulation it is, or of the organisation itself."""
    owner = getattr(thing, "organisation_id", None) or getattr(thing, "pk", None)
    return isinstance(thing, TrialRegulation | Organisation) and owner in organisations_as(user, *COORDINATORS)


@rules.predicate
def heads_the_organisation(user: Any, regulation: Any) -> bool:
    """The head of the organisation."""
    return isinstance(regulation, TrialRegulation) and regulation.organisation_id in organisations_as(user, Role.ORG_HEAD)


RECORDS: dict[str, tuple[Any, Any]] = {
    "view_confirmations": (school | host | leads_the_class, SCHOOL),
    "issue_confirmation": (school | host, SCHOOL),
    "withdraw_confirmation": (school | host, SCHOOL),
    "decide_confirmations": (decides_for_the_network, _("The council of the network decides this.")),
    "issue_trialbook": (reads_the_book, SCHOOL),
    "issue_attendance": (school | host | leads_the_class, SCHOOL),
    "issue_trialjournal": (prints_the_journal, SCHOOL),
    "change_regulation": (keeps_the_regulation, SCHOOL),
    "issue_regulation": (keeps_the_regulation, SCHOOL),
    "replace_trialregulation": (system, SYSTEM),
    "approve_trialregulation": (heads_the_organisation, _("The head of the organisation does this.")),
}

for _name, (_predicate, _sentence) in RECORDS.items():
    rules.add_perm(f"profprobes.{_name}", _predicate)
PERMISSIONS.update(RECORDS)
