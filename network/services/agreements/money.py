"""NR38: an agreement on career guidance carries no money. Amounts are found in Kazakh and Russian words and signs."""

import re

_NUMBER = r"\d[\d\s\u00a0.,]*"
_SIGNS = re.compile(
    rf"(?:₸|\$|€|₽)\s*\d|{_NUMBER}\s*(?:мың|млн|миллион\w*|тыс\w*\.?|тысяч\w*)?\s*"
    r"(?:₸|\$|€|₽|теңге\w*|тг\b|тенге\b|kzt\b|рубл\w*|доллар\w*|еуро\b|евро\b|аек\b|мрп\b)",
    re.IGNORECASE,
)


def amounts_in(*texts: str) -> list[str]:
    """Amounts of money that the texts name, as they are written: «50 000 ₸», «200 мың теңге», «тысяча» without a currency is none."""
    return [found[0].strip() for text in texts for found in _SIGNS.finditer(text)]
