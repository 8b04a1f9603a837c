"""Search in the register of organisations (NR57): Kazakh letters folded, spaces and hyphens left out, BIN by its first digits, typing mistakes forgiven."""

from typing import Any

from django.db import connection
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Collate
from django.utils.translation import get_language

from core.text import KK_COLLATION, Squash, fold, squash

from .models import Organisation

LEAST_LIKENESS = 0.42  # of trigrams of a word with one letter wrong in seven
MOST_GUESSES = 60
BETWEEN = str.maketrans(dict.fromkeys("-–—«»\"'№.,()/", " "))


def words_of(text: str) -> list[str]:
    """Words to look for: folded, without what stands between them, at most six."""
    return fold(text.replace("\0", "")).translate(BETWEEN).split()[:6]


def found_by(rows: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Rows that hold every word, or hold the text written together, or whose BIN begins with these digits."""
    words = words_of(text)
    if not words:
        return rows
    holds = Q()
    for word in words:
        holds &= Q(search_text__contains=word)
    together = squash("".join(words))
    if len(words) == 1 and together.isdigit() and len(together) >= 4:
        return rows.filter(Q(bin__startswith=together) | holds)
    return rows.alias(squashed=Squash("search_text")).filter(holds | Q(squashed__contains=together))


def guessed(rows: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Rows whose words are like the words of the text: what a person meant who mistyped a letter. The most alike come first."""
    words = [word for word in words_of(text) if len(word) >= 3]
    if not words:
        return rows.none()
    table = Organisation._meta.db_table
    alike = " AND ".join(["%s <%% search_text"] * len(words))
    score = " + ".join(["word_similarity(%s, search_text)"] * len(words))
    with connection.cursor() as cursor:
        # For the session: nothing else in the portal uses the operator, so there is nothing to put back. Both go in one journey to the database.
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, false); "  # noqa: S608
            f"SELECT id FROM {table} WHERE {alike} ORDER BY {score} DESC, id LIMIT {MOST_GUESSES}",
            [str(LEAST_LIKENESS), *words, *words],
        )
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return rows.none()
    place = Func(Value(ids), F("pk"), function="array_position")
    return rows.filter(pk__in=ids).order_by(place)


def organisations_for(
    user: Any,
    *,
    q: str = "",
    region: Any = None,
    district: Any = None,
    kind: str | None = "",
    locality: str | None = "",
    state: str | None = "",
    small: bool | None = None,
    status_type: Any = None,
    network: Any = None,
    sort: str = "name",
) -> QuerySet[Organisation]:
    """Organisations that the person sees, filtered and sorted by the Kazakh alphabet. ``is_guess`` on the answer says that nothing held the words
    and the rows are only like them.
    """
    rows = Organisation.objects.visible_to(user)
    rows = rows.filter(status=state) if state else rows.exclude(status__in=[*Organisation.OVER, Organisation.Status.APPLIED])
    filters = {"region": region, "district": district, "kind": kind, "locality_type": locality}
    rows = rows.filter(**{name: value for name, value in filters.items() if value})
    if small:
        rows = rows.filter(small_class=True)
    if status_type:
        from .models import OrganisationStatus

        rows = rows.filter(pk__in=OrganisationStatus.objects.on().filter(type=status_type).values("organisation"))
    if network:
        from .models import NetworkMembership

        members = NetworkMembership.objects.filter(network=network, status="active")
        rows = rows.filter(pk__in=members.values("organisation"))
    name = "short_name_kk" if get_language() == "kk" else "short_name_ru"
    order: dict[str, Any] = {
        "name": Collate(name, KK_COLLATION).asc(),
        "-name": Collate(name, KK_COLLATION).desc(),
        "region": "region__sort",
        "-region": "-region__sort",
    }
    ordered = [order.get(sort, order["name"]), *([Collate(name, KK_COLLATION)] if "region" in sort else []), "pk"]
    if q.strip():
        exact = found_by(rows, q)
        if not exact.exists():
            answer = guessed(rows, q).select_related("region", "district")
            answer.is_guess = True  # type: ignore[attr-defined]
            return answer
        rows = exact
    return rows.select_related("region", "district").order_by(*ordered)


def similar_organisations(*, name_kk: str, name_ru: str, district: Any, exclude: int | None = None) -> QuerySet[Organisation]:
    """Organisations of the district whose name is at least 0.8 alike: «is this organisation registered already?» (NR4)."""
    rows = Organisation.objects.filter(district=district).exclude(status__in=Organisation.OVER).exclude(pk=exclude)
    like = Q()
    for column, text in (("full_name_kk", name_kk), ("full_name_ru", name_ru), ("short_name_kk", name_kk), ("short_name_ru", name_ru)):
        if text.strip():
            alias = f"like_{column}"
            rows = rows.alias(**{alias: Func(Func(F(column), function="kopir_fold"), Value(fold(text)), function="similarity")})
            like |= Q(**{f"{alias}__gte": 0.8})
    return rows.filter(like)[:5] if like else rows.none()
