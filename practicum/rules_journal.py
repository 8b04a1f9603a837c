"""Rights over the journal: each of the three writes the own part alone (practicum page 8)."""

import rules

from .rules import is_the_leader, is_the_mentor, is_the_student

rules.add_perm("practicum.write_journal", is_the_student)  # placement or entry
rules.add_perm("practicum.review_journal", is_the_mentor)  # entry: opinion, return, consent to a late one
rules.add_perm("practicum.advise_journal", is_the_leader)  # entry
