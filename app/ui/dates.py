"""Days in the system's language, as its users write them, without the year."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QLocale

# The year in a long date's pattern, with what belongs to it: a comma, a word in quotes, the sign for "year".
_YEAR = re.compile(r"(?:,\s*|\s+)?(?:'d[eo]l?'\s*|\s)?y+(?:\.?\s*'[^']*'|[年년])?\.?,?\s*")


def day_names(locale: QLocale) -> Callable[[int], str]:
    """How the locale writes a study day: `Montag, 2. März`. For `wording.use_dates`."""
    pattern = _YEAR.sub(" ", locale.dateFormat(QLocale.FormatType.LongFormat)).strip(" ,")

    def name(day: int) -> str:
        at = date.fromordinal(day)
        return locale.toString(QDate(at.year, at.month, at.day), pattern)

    return name
