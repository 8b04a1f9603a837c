"""What is done to agreements, one file per stage; other rooms ask ``in_force`` and nothing else."""

from .clauses import add_clause, head_version, remove_clause, save_clause
from .drafting import add_party, remove_party, set_party, set_terms, set_variables, start_agreement
from .duties import places_without_a_person
from .entering import confirm_paper, correct_paper, enter_paper, lapse_papers, object_to_paper, objections_to, unconfirmed_parties
from .force import Cover, add_period, in_force
from .hosting import set_hosting
from .money import amounts_in
from .obligations import add_obligation, enter_fact, remove_obligation, strike_fact
from .packages import pack_papers, papers_of
from .paper import hash_of_paper
from .persons import add_person, add_person_row, person_of
from .reminding import remind_parties
from .review import (
    agree,
    answer_remark,
    confirm_language,
    fix_for_signing,
    refuse,
    remark,
    return_to_draft,
    send_to_parties,
    withdraw_agreement,
)
from .signals import agreement_ending, agreement_in_force
from .signing import decide_signature, reopen, sign_by_cms, sign_by_scan, start_due_agreements, start_if_due

__all__ = [
    "Cover",
    "add_clause",
    "add_obligation",
    "add_party",
    "add_period",
    "add_person",
    "add_person_row",
    "agree",
    "agreement_ending",
    "agreement_in_force",
    "amounts_in",
    "answer_remark",
    "confirm_language",
    "confirm_paper",
    "correct_paper",
    "decide_signature",
    "enter_fact",
    "enter_paper",
    "fix_for_signing",
    "hash_of_paper",
    "head_version",
    "in_force",
    "lapse_papers",
    "object_to_paper",
    "objections_to",
    "pack_papers",
    "papers_of",
    "person_of",
    "places_without_a_person",
    "refuse",
    "remark",
    "remind_parties",
    "remove_clause",
    "remove_obligation",
    "remove_party",
    "reopen",
    "return_to_draft",
    "save_clause",
    "send_to_parties",
    "set_hosting",
    "set_party",
    "set_terms",
    "set_variables",
    "sign_by_cms",
    "sign_by_scan",
    "start_agreement",
    "start_due_agreements",
    "start_if_due",
    "strike_fact",
    "unconfirmed_parties",
    "withdraw_agreement",
]
