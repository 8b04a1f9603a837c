"""Numbers that pass every check and can belong to nobody: birth year 2099 for people, month 00 for organisations."""

from core.numbers import check_digit


def _with_check_digit(prefix: str, serial: int, width: int) -> str:
    """The first number at or after ``serial`` that could have been issued."""
    while True:
        eleven = f"{prefix}{serial:0{width}d}"
        if (digit := check_digit(eleven)) is not None:
            return f"{eleven}{digit}"
        serial += 1


def demo_iin(serial: int, month: int = 1, day: int = 1) -> str:
    """IIN of a synthetic person born in 2099; ``serial`` up to 999. Different serials may give one number: step by 2 where it matters."""
    return _with_check_digit(f"99{month:02d}{day:02d}5", serial % 10000, 4)


def demo_bin(serial: int) -> str:
    """BIN of a synthetic organisation: year 00, month 00, resident, head office; ``serial`` up to 49999."""
    return _with_check_digit("000040", serial * 2 % 100000, 5)


def unique_demo_iin(serial: int) -> str:
    """Different IINs for different serials up to 27 000: the day and month change with every thousand-fold step."""
    day, rest = divmod(serial, 1000)
    return demo_iin(rest * 2, month=1 + day // 27 % 12, day=1 + day % 27)
