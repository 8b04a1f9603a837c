"""What other rooms listen to (network page 7). Both are sent within the transaction of the step; a receiver that must not hold it up waits for its commit.

agreement_in_force(agreement)                   the agreement has come into force today
agreement_ending(agreement, last_day, is_over)  the last day of the whole agreement is known now (is_over False), or it is behind (is_over True)
"""

from django.dispatch import Signal

agreement_in_force = Signal()
agreement_ending = Signal()
