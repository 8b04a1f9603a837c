"""Every register that a file may fill has its permission: a register without one would be open to nobody, a misspelt one too."""

import pytest
import rules

from network.imports import REGISTERS
from network.models import ImportJob


@pytest.mark.parametrize("code", sorted(REGISTERS))
def test_a_register_has_its_permission_to_load(code):
    assert rules.perm_exists(f"network.load_{code}")


def test_the_registers_of_the_engine_are_those_of_the_jobs():
    assert set(REGISTERS) == set(ImportJob.Register.values)
