"""What happens to agreements after signing: notices, acts of the parties, renewal, end, reminders, amendments."""

from .act_signing import decide_act_signature, sign_act_by_cms
from .acts import assent, decline_act, propose_act, propose_termination, withdraw_act
from .amendment_signing import check_signature, sign_amendment, sign_amendment_by_cms
from .amendments import add_clause, add_party, change_clause, draft_amendment, send_to_sign, set_amendment_terms, withdraw_amendment
from .notices import confirm_delivery, give_notice, preview, recall_notice
from .periods import last_day_known, remaining_parties
from .running import register_running, running_of
from .succession import put_successor, succeed, take_out

__all__ = [
    "add_clause",
    "add_party",
    "assent",
    "change_clause",
    "check_signature",
    "confirm_delivery",
    "decide_act_signature",
    "decline_act",
    "draft_amendment",
    "give_notice",
    "last_day_known",
    "preview",
    "propose_act",
    "propose_termination",
    "put_successor",
    "recall_notice",
    "register_running",
    "remaining_parties",
    "running_of",
    "send_to_sign",
    "set_amendment_terms",
    "sign_act_by_cms",
    "sign_amendment",
    "sign_amendment_by_cms",
    "succeed",
    "take_out",
    "withdraw_act",
    "withdraw_amendment",
]
