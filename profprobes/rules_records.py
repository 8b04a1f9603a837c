"""Who may do what with confirming documents, trial books, the journal as a paper and the regulation (§8)."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from network.models import Network
from network.rules_plans import runs_network, sits_in_council

from .models import TrialBook
from .rules import PERMISSIONS, SCHOOL, host, leads_the_class, school


@rules.predicate
def reads_the_book(user: Any, book: Any) -> bool:
    """The pupil, the class teacher, the coordinator of the school: whoever sees the book may have it printed."""
    return isinstance(book, TrialBook) and TrialBook.objects.visible_to(user).filter(pk=book.pk).exists()


@rules.predicate
def decides_for_the_network(user: Any, network: Any) -> bool:
    """The coordinator of the network, its operator, and the seats of its council write a collegial decision down."""
    return isinstance(network, Network) and (runs_network(user, network) or sits_in_council(user, network))


RECORDS: dict[str, tuple[Any, Any]] = {
    "view_confirmations": (school | host | leads_the_class, SCHOOL),
    "issue_confirmation": (school | host, SCHOOL),
    "withdraw_confirmation": (school | host, SCHOOL),
    "decide_confirmations": (decides_for_the_network, _("The council of the network decides this.")),
    "issue_trialbook": (reads_the_book, SCHOOL),
    "issue_attendance": (school | host | leads_the_class, SCHOOL),
}

for _name, (_predicate, _sentence) in RECORDS.items():
    rules.add_perm(f"profprobes.{_name}", _predicate)
PERMISSIONS.update(RECORDS)
