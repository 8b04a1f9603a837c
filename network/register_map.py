"""The map of the register (S6 «map + table»): a tile per region, and the places of one region; drawn by the portal itself, no map server is asked."""

import math
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from .models import Organisation, Region

TILE_WIDTH, TILE_HEIGHT, GAP, EDGE = 132, 64, 8, 2
STEPS = 4  # depths of colour; the number on the tile says the same
WIDTH, HEIGHT, MARGIN = 640, 400, 24
MOST_PLACES = 1000


@dataclass(frozen=True)
class Tile:
    """One region on the schematic map of the country."""

    region: Region
    count: int
    x: int
    y: int
    step: int


@dataclass(frozen=True)
class Spot:
    """One organisation, or several in one place, at its coordinates."""

    x: float
    y: float
    names: list[str]
    pk: int


def tiles_of(rows: QuerySet[Organisation]) -> tuple[list[Tile], str]:
    """A tile for each region with the filtered organisations counted, and the viewBox that holds them."""
    counts = dict(rows.order_by().values_list("region").annotate(count=Count("pk")))
    most = max(counts.values(), default=0)
    tiles = []
    for region in Region.objects.all():
        count = counts.get(region.pk, 0)
        step = 0 if not count else math.ceil(STEPS * math.log1p(count) / math.log1p(most))
        tiles.append(Tile(region, count, region.column * (TILE_WIDTH + GAP), region.row * (TILE_HEIGHT + GAP), step))
    left, top = min((tile.x for tile in tiles), default=0), min((tile.y for tile in tiles), default=0)
    right = max((tile.x for tile in tiles), default=0) + TILE_WIDTH
    bottom = max((tile.y for tile in tiles), default=0) + TILE_HEIGHT
    return tiles, f"{left - EDGE} {top - EDGE} {right - left + 2 * EDGE} {bottom - top + 2 * EDGE}"


def spots_of(rows: QuerySet[Organisation]) -> list[Spot]:
    """Places of organisations with coordinates, fitted into one picture: a degree of longitude is shortened as at their latitude."""
    placed: Any = rows.order_by("pk").filter(latitude__isnull=False, longitude__isnull=False)
    found: dict[tuple[float, float], list[Organisation]] = {}
    for row in placed[:MOST_PLACES]:
        found.setdefault((float(row.longitude), float(row.latitude)), []).append(row)
    if not found:
        return []
    shrink = math.cos(math.radians(sum(latitude for _longitude, latitude in found) / len(found)))
    left, right = min(x for x, _y in found) * shrink, max(x for x, _y in found) * shrink
    low, high = min(y for _x, y in found), max(y for _x, y in found)
    scale = min((WIDTH - 2 * MARGIN) / max(right - left, 0.02), (HEIGHT - 2 * MARGIN) / max(high - low, 0.02))
    centre_x, centre_y = (left + right) / 2, (low + high) / 2
    return [
        Spot(
            round(WIDTH / 2 + (x * shrink - centre_x) * scale, 1),
            round(HEIGHT / 2 - (y - centre_y) * scale, 1),
            [row.short_name for row in here],
            here[0].pk,
        )
        for (x, y), here in sorted(found.items())
    ]


def districts_of(rows: QuerySet[Organisation]) -> list[dict[str, Any]]:
    """District of the region with its filtered organisations counted, most first."""
    columns = ("district", "district__name_kk", "district__name_ru")
    return list(rows.order_by().values(*columns).annotate(count=Count("pk")).order_by("-count", "district__name_kk"))
