"""Kazakh endings of numbers written in figures: «7-еуі», «8-інде»."""

# last word of the number: (ending in a vowel, back vowels)
_UNITS = {1: (False, False), 2: (True, False), 3: (False, False), 4: (False, False), 5: (False, False)}
_UNITS |= {6: (True, True), 7: (True, False), 8: (False, False), 9: (False, True)}
_TENS = {1: (False, True), 2: (True, True), 3: (False, True), 4: (False, True), 5: (False, False)}
_TENS |= {6: (False, True), 7: (False, False), 8: (False, False), 9: (False, True)}
_NAUGHT = _HUNDRED = (False, False)  # нөл, жүз


def _shape(number: int) -> tuple[bool, bool]:
    if not number:
        return _NAUGHT
    if number % 10:
        return _UNITS[number % 10]
    return _TENS[number // 10 % 10] if number % 100 else _HUNDRED


def of_them(number: int) -> str:
    """«7-еуі»: so many of a whole."""
    if 1 <= number <= 7:
        return f"{number}-{'ауы' if number == 6 else 'еуі'}"
    vowel, back = _shape(number)
    return f"{number}-{'с' if vowel else ''}{'ы' if back else 'і'}"


def in_them(number: int) -> str:
    """«8-інде»: in so many of a whole."""
    vowel, back = _shape(number)
    return f"{number}-{'с' if vowel else ''}{'ында' if back else 'інде'}"


_MONTHS = {"ақпан": "дағы", "сәуір": "дегі", "мамыр": "дағы", "маусым": "дағы", "шілде": "дегі", "тамыз": "дағы", "қыркүйек": "тегі"}
_MONTHS |= {"қаңтар": "дағы", "наурыз": "дағы", "қазан": "дағы", "қараша": "дағы", "желтоқсан": "дағы"}


def of_day(day: str) -> str:
    """«2026 жылғы 21 қыркүйектегі»: a day written out, as it stands before the number of a paper."""
    return f"{day}{_MONTHS.get(day.rsplit(' ', 1)[-1], '')}"
