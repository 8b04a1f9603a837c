"""Pictures are rebuilt from their pixels: turned upright, in sRGB, bounded, without any metadata (R-P11)."""

import io
import logging
from dataclasses import dataclass
from typing import Any

import pillow_heif
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from .errors import DomainError

log = logging.getLogger(__name__)
pillow_heif.register_heif_opener()

_DECODERS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
_KEPT_AS = {
    "jpeg": ("JPEG", "image/jpeg", ".jpg"),
    "png": ("PNG", "image/png", ".png"),
    "webp": ("WEBP", "image/webp", ".webp"),
    "heic": ("JPEG", "image/jpeg", ".jpg"),
}
_OPTIONS: dict[str, dict[str, Any]] = {"JPEG": {"quality": 88, "optimize": True}, "PNG": {"optimize": True}, "WEBP": {"quality": 88}}


class PictureUnreadable(DomainError):
    """The picture does not decode to its end."""

    field = "upload"
    status = 422
    message = _("The picture is damaged and cannot be opened. Take it again or choose another one.")


class PictureTooLarge(DomainError):
    """The picture has too many pixels."""

    field = "upload"
    status = 422
    message = _("The picture has more than %(limit)s megapixels. Take it in a smaller size.")


@dataclass(frozen=True)
class Picture:
    """A rebuilt picture: bytes, how they are kept, pixels of both sides, a small JPEG of it."""

    content: bytes
    mime: str
    extension: str
    width: int
    height: int
    thumbnail: bytes


def rebuild(data: bytes, kind: str) -> Picture:
    """Decode a picture of the kind (jpeg, png, webp, heic) and write it anew; HEIC becomes JPEG. Raises PictureUnreadable, PictureTooLarge."""
    image = _decode(data, kind)
    container, mime, extension = _KEPT_AS[kind]
    image = _bounded(image, settings.UPLOADS["IMAGE_SIDE"])
    small = _bounded(image, settings.UPLOADS["THUMBNAIL_SIDE"])
    return Picture(_written(image, container), mime, extension, image.width, image.height, _written(small, "JPEG"))


def _decode(data: bytes, kind: str) -> Image.Image:
    limit = settings.UPLOADS["IMAGE_MEGAPIXELS"]
    try:
        image = Image.open(io.BytesIO(data), formats=[_DECODERS[kind]])
        if image.width * image.height > limit * 1_000_000:
            raise PictureTooLarge(limit=limit)
        image.load()
        return _in_srgb(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(limit=limit) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise PictureUnreadable from error


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours of wide-gamut phones stay right although the profile is dropped."""
    profile = image.info.get("icc_profile")
    if image.mode not in ("RGB", "RGBA", "L"):
        image = image.convert("RGBA" if "transparency" in image.info or image.mode in ("LA", "PA") else "RGB")
    if profile and image.mode in ("RGB", "RGBA"):
        try:
            alpha = image.getchannel("A") if image.mode == "RGBA" else None
            ours = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image.convert("RGB"), ours, ImageCms.createProfile("sRGB")) or image
            if alpha:
                image.putalpha(alpha)
        except (ImageCms.PyCMSError, OSError) as error:
            log.info("A picture keeps its colours as they are: %s", error)
    return image


def _bounded(image: Image.Image, side: int) -> Image.Image:
    """A copy without info blocks whose longer side has at most ``side`` pixels."""
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    clean.thumbnail((side, side), Image.Resampling.LANCZOS)
    return clean


def _written(image: Image.Image, container: str) -> bytes:
    if container == "JPEG" and image.mode != "RGB":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
        image = ground
    buffer = io.BytesIO()
    image.save(buffer, container, **_OPTIONS[container])
    return buffer.getvalue()
