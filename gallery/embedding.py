"""What an exported file tells about its picture, and how it is read again; pure.

The recipe (prompt, model, settings) is JSON: in a PNG as the text chunk `musa` (iTXt), elsewhere
as the EXIF field UserComment.  Beside it stands an XMP packet with the fields that other programs
know: dc:description, and of IPTC the digital source type, the prompt and the system used.

Reading takes any stranger's bytes: no pixel is decoded, nothing is longer than `MAX_CHARACTERS`,
and what is not exactly a recipe of ours is none.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from xml.sax.saxutils import escape

from PIL import Image
from PIL.PngImagePlugin import PngInfo

FORMATS = ("PNG", "JPEG", "WEBP", "AVIF")  # those that hold what is written here
SOFTWARE = "Musa"
KEYWORD, XMP_KEYWORD = "musa", "XML:com.adobe.xmp"
VERSION = 1

MAX_CHARACTERS = 200_000  # of the JSON: a prompt of 16,000 in escapes, with room to spare
MAX_PROMPT, MAX_WORD, MAX_SETTINGS = 16_000, 80, 20
MAX_TOLD = 2_000  # characters of the prompt in XMP, which is only for other programs
MAX_JPEG_EXIF_BYTES = 65_000  # one segment

EXIF_IFD, USER_COMMENT, SOFTWARE_TAG = 0x8769, 0x9286, 0x0131
UNICODE, ASCII = b"UNICODE\0", b"ASCII\0\0\0"
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ExportFormat = Literal["png", "jpeg", "webp", "avif"]
Setting = str | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What it takes to ask for the picture again; names are those of a request."""

    prompt: str
    model: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict)

    def as_json(self) -> str:
        settings = dict(self.settings)
        said = {"musa": VERSION, "prompt": self.prompt, "model": self.model, "settings": settings}
        return json.dumps(said, ensure_ascii=False)


def save_options(
    format: ExportFormat,  # noqa: A002  the word of the page and of the API
    recipe: Recipe | None,
    *,
    source_type: str = "",
) -> dict[str, Any]:
    """What Pillow's `save` takes to write them; `source_type` is one of IPTC's words.

    A JPEG's segment is short: a recipe that does not fit is left out.
    """
    if recipe is None and not source_type:
        return {}
    packet = _packet(recipe, source_type)
    if format == "png":
        return {"pnginfo": _text_chunks(recipe, packet)}
    exif = _exif(recipe) if recipe is not None else b""
    fits = exif and (format != "jpeg" or len(exif) <= MAX_JPEG_EXIF_BYTES)
    return {"xmp": packet} | ({"exif": exif} if fits else {})


def read(data: bytes) -> Recipe | None:
    """The recipe in a file of ours; None for every other one, and for what is no picture."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            text = image.info.get(KEYWORD) if image.format == "PNG" else _comment(image)
    except Exception:  # Pillow raises a dozen kinds on hostile bytes
        return None
    if not isinstance(text, str) or len(text) > MAX_CHARACTERS:
        return None
    try:
        return _recipe(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _recipe(said: object) -> Recipe | None:
    if not isinstance(said, dict) or said.get("musa") != VERSION:
        return None
    match said:
        case {"prompt": str(prompt), "model": str(model), "settings": dict(settings)}:
            prompt = _storable(prompt)
        case _:
            return None
    if not 0 < len(prompt) <= MAX_PROMPT or not _is_word(model) or len(settings) > MAX_SETTINGS:
        return None
    kept = {name: value for name, value in settings.items() if _is_setting(value)}
    return Recipe(prompt=prompt, model=model, settings=kept)


def _is_setting(value: object) -> bool:
    return isinstance(value, bool) or _is_word(value)


def _is_word(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MAX_WORD and value == _storable(value)


def _storable(text: str) -> str:
    """Without NUL and halves of pairs, which no database keeps, and without what XML lacks."""
    return _NOT_XML.sub("", text)


def _comment(image: Image.Image) -> str | None:
    """The EXIF comment, which begins with the name of its letters."""
    raw = image.getexif().get_ifd(EXIF_IFD).get(USER_COMMENT)
    if not isinstance(raw, bytes) or len(raw) > MAX_CHARACTERS * 2:
        return None
    if raw.startswith(UNICODE):
        return raw.removeprefix(UNICODE).decode("utf-16-le")
    return raw.removeprefix(ASCII).decode("utf-8")


def _text_chunks(recipe: Recipe | None, packet: bytes) -> PngInfo:
    chunks = PngInfo()
    chunks.add_itxt("Software", SOFTWARE)
    chunks.add_itxt(XMP_KEYWORD, packet.decode("utf-8"))
    if recipe is not None:
        chunks.add_itxt("Description", recipe.prompt)
        chunks.add_itxt(KEYWORD, recipe.as_json())
    return chunks


def _exif(recipe: Recipe) -> bytes:
    exif = Image.Exif()
    exif[SOFTWARE_TAG] = SOFTWARE
    comment = UNICODE + recipe.as_json().encode("utf-16-le")
    exif.get_ifd(EXIF_IFD)[USER_COMMENT] = comment
    return exif.tobytes()


def _packet(recipe: Recipe | None, source_type: str) -> bytes:
    """XMP by hand: six fixed fields are no reason for a library."""
    fields = [f"<xmp:CreatorTool>{SOFTWARE}</xmp:CreatorTool>"]
    if source_type:
        address = f"{SOURCE_TYPES}{source_type}"
        fields.append(f"<iptc:DigitalSourceType>{address}</iptc:DigitalSourceType>")
    if recipe is not None:
        told = _xml(recipe.prompt[:MAX_TOLD])
        fields += [
            '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">'
            f"{told}</rdf:li></rdf:Alt></dc:description>",
            f"<iptc:AIPromptInformation>{told}</iptc:AIPromptInformation>",
            f"<iptc:AISystemUsed>{_xml(recipe.model)}</iptc:AISystemUsed>",
        ]
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:iptc="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f"{''.join(fields)}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    ).encode()


def _xml(text: str) -> str:
    return escape(_storable(text))
