"""Figures of the registers that an owner may change."""

import os

REGISTERS = {
    "EMPLOYER_CHECK_DAYS": int(os.environ.get("EMPLOYER_CHECK_DAYS", "366")),  # NR22: 12 months
    "IMPORT_MAX_BYTES": 20 * 1024 * 1024,
    "IMPORT_MAX_ROWS": 100_000,
    "IMPORT_KEEP_DAYS": 14,
}
