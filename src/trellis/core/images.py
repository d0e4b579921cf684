"""Pictures that people upload are drawn anew: what is served was written here, and tells nothing but the picture.

`pictures.examined` looks first, without decoding: the size is bounded before anything unfolds. Then Pillow decodes and
encodes, one picture at a time for each process, so that memory is bounded too. Pages of the handbook keep their
pictures as they are but for the metadata, because a handbook's files are their authors' own.
"""

from __future__ import annotations

import io
import threading
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

from trellis.core.pictures import PictureError, examined

MOST_PIXELS = 30_000_000
MOST_MOVING_PIXELS = 60_000_000
"""Of all frames of a moving picture."""
MOST_FRAMES = 300
LARGEST = 40 * 2**20
"""Bytes of a picture that is decoded."""
_FORMATS = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF"}
_one_at_a_time = threading.Lock()


def redrawn(data: bytes) -> bytes:
    """A picture drawn anew, turned as it was meant, without metadata. Raises PictureError."""
    if len(data) > LARGEST:
        raise PictureError(
            _("The picture is larger than %(most)s MB.") % {"most": LARGEST // 2**20},
            hint=_("Make it smaller."),
        )
    found = examined(data)
    if found.width * found.height > MOST_PIXELS:
        raise PictureError(
            _("The picture has more than %(most)s million pixels.") % {"most": MOST_PIXELS // 10**6},
            hint=_("Make it smaller."),
        )
    kind = _FORMATS[found.extension]
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(found.data), formats=(kind,)) as image:
                return _drawn(image, kind)
        except PictureError:
            raise
        except Exception:  # noqa: BLE001 - whatever a decoder makes of somebody's bytes is said of the bytes
            raise PictureError(
                _("The file begins like a picture (%(upper)s), but the rest of it is damaged.")
                % {"upper": kind},
                hint=_("Save it anew, or choose another one."),
            ) from None


def _drawn(image: Image.Image, kind: str) -> bytes:
    frames = getattr(image, "n_frames", 1)
    if frames > MOST_FRAMES or frames * image.width * image.height > max(MOST_MOVING_PIXELS, MOST_PIXELS):
        raise PictureError(_("The moving picture is too long."), hint=_("Make it shorter or smaller."))
    profile = image.info.get("icc_profile")
    out = io.BytesIO()
    options: dict[str, object] = {"icc_profile": profile} if profile and len(profile) < 2**20 else {}
    if kind in ("JPEG", "WEBP", "AVIF"):
        options["quality"] = 90
    if frames > 1 and kind in ("GIF", "WEBP", "PNG", "AVIF"):
        options |= {"duration": image.info.get("duration", 100), "loop": image.info.get("loop", 0)}
        drawn = [each.copy() for each in ImageSequence.Iterator(image)]
        drawn[0].save(out, kind, save_all=True, append_images=drawn[1:], **options)
        return out.getvalue()
    turned = ImageOps.exif_transpose(image)
    bare = turned.copy()
    bare.info = {name: turned.info[name] for name in ("transparency", "background") if name in turned.info}
    bare.getexif().clear()
    if kind == "JPEG" and bare.mode not in ("RGB", "L", "CMYK"):
        bare = bare.convert("RGB")
    bare.save(out, kind, optimize=kind == "PNG" and bare.width * bare.height < 4_000_000, **options)
    return out.getvalue()
