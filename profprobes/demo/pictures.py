"""Pictures that stand for what pupils made: drawn here, nobody is on them."""

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

_WOOD = [(214, 170, 112), (196, 149, 92), (226, 186, 132)]


def product_photo(number: int) -> SimpleUploadedFile:
    """A JPEG of a plank with a marked cut on a workbench; each number gives another one."""
    chance = random.Random(number)  # noqa: S311  a picture, not a secret
    image = Image.new("RGB", (1200, 900), (92, 104, 108))
    draw = ImageDraw.Draw(image)
    for y in range(0, 900, 36):
        draw.line([(0, y), (1200, y + chance.randint(-6, 6))], fill=(84, 96, 100), width=3)
    left, top = 170 + chance.randint(-40, 40), 300 + chance.randint(-60, 60)
    right, bottom = 1030 + chance.randint(-40, 40), top + 240
    colour = _WOOD[number % 3]
    draw.rectangle([left + 14, top + 18, right + 14, bottom + 18], fill=(60, 70, 74))
    draw.rectangle([left, top, right, bottom], fill=colour)
    for _ in range(26):
        y = chance.randint(top + 6, bottom - 6)
        draw.line([(left, y), (right, y + chance.randint(-10, 10))], fill=tuple(c - 18 for c in colour), width=2)
    cut = left + chance.randint(260, 560)
    draw.line([(cut, top), (cut + chance.randint(-4, 4), bottom)], fill=(40, 30, 24), width=7)
    draw.line([(left + 60, top + 40), (left + 60, bottom - 40)], fill=(50, 60, 160), width=4)
    draw.line([(right - 90, top + 30), (right - 90, bottom - 30)], fill=(50, 60, 160), width=4)
    return _upload(image, f"bolshek-{number}.jpg", "JPEG", "image/jpeg")


def check_sheet(number: int) -> SimpleUploadedFile:
    """A PNG scan of a check-sheet with three ticks."""
    image = Image.new("RGB", (900, 1200), (250, 249, 245))
    draw = ImageDraw.Draw(image)
    draw.rectangle([60, 60, 840, 1140], outline=(60, 60, 60), width=3)
    for row in range(3):
        y = 220 + row * 240
        draw.rectangle([120, y, 200, y + 80], outline=(30, 30, 30), width=5)
        draw.line([(132, y + 42), (156, y + 68), (196, y + 8)], fill=(30, 60, 150), width=8)
        for line in range(2):
            draw.line(
                [(260, y + 24 + line * 40), (640 + (number * 37 + row * 61) % 150, y + 24 + line * 40)], fill=(120, 120, 120), width=6
            )
    return _upload(image, f"chek-paraq-{number}.png", "PNG", "image/png")


def wet_floor() -> SimpleUploadedFile:
    """A JPEG of a tiled workshop floor with a puddle and a warning cone; nobody is on it."""
    image = Image.new("RGB", (1200, 900), (176, 178, 172))
    draw = ImageDraw.Draw(image)
    for at in range(0, 1200, 150):
        draw.line([(at, 0), (at, 900)], fill=(150, 152, 146), width=4)
    for at in range(0, 900, 150):
        draw.line([(0, at), (1200, at)], fill=(150, 152, 146), width=4)
    for left, top, right, bottom in ((260, 420, 860, 700), (520, 360, 980, 620), (200, 520, 520, 760)):
        draw.ellipse([left, top, right, bottom], fill=(122, 150, 170))
    draw.ellipse([380, 470, 700, 560], fill=(158, 182, 198))
    draw.polygon([(930, 250), (850, 520), (1010, 520)], fill=(226, 120, 40))
    draw.polygon([(905, 335), (880, 420), (980, 420), (955, 335)], fill=(244, 240, 230))
    draw.rectangle([825, 520, 1035, 550], fill=(60, 62, 60))
    return _upload(image, "eden.jpg", "JPEG", "image/jpeg")


def _upload(image: Image.Image, name: str, kind: str, mime: str) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    image.save(buffer, kind, quality=82)
    return SimpleUploadedFile(name, buffer.getvalue(), mime)
