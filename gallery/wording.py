"""Figures of a picture in words, made ready here so that templates only print."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone

TITLE_CHARACTERS = 60

# The ratios that tokens.css gives a value to.
RATIOS = {
    f"{width}:{height}": math.log(width / height)
    for width, height in (
        (1, 1), (2, 3), (3, 2), (3, 4), (4, 3), (4, 5), (5, 4), (9, 16), (16, 9), (21, 9),
        (1, 4), (4, 1), (1, 8), (8, 1),
    )
}  # fmt: skip


def title(prompt: str, *, otherwise: str) -> str:
    return shortened(prompt, TITLE_CHARACTERS) or otherwise


def shortened(text: str, characters: int) -> str:
    """One line of so many characters at most; inside a word only where words are that long."""
    line = " ".join(text.split())
    if len(line) <= characters:
        return line
    head = line[: characters - 1]
    whole_words = line[:characters].rpartition(" ")[0]
    return f"{whole_words if len(whole_words) > characters // 2 else head}…"


def nearest_ratio(width_px: int, height_px: int) -> str:
    """The known ratio that a picture comes closest to; a tile crops the rest."""
    wanted = math.log(width_px / height_px)
    return min(RATIOS, key=lambda name: abs(RATIOS[name] - wanted))


def day(moment: date, *, today: date) -> str:
    """`Today`, `Yesterday`, `Monday 16 November`, and with the year where it is another one."""
    match (today - moment).days:
        case 0:
            return "Today"
        case 1:
            return "Yesterday"
    words = f"{moment:%A} {moment.day} {moment:%B}"
    return words if moment.year == today.year else f"{words} {moment.year}"


def made_at(moment: datetime, *, now: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{day(local.date(), today=timezone.localdate(now))} {local:%H:%M}"


def size_px(width_px: int, height_px: int) -> str:
    return f"{width_px} \N{MULTIPLICATION SIGN} {height_px}"


def images(count: int) -> str:
    return f"{count:,} image" if count == 1 else f"{count:,} images"


def file_size(size_bytes: int) -> str:
    if size_bytes < 1_000_000:
        return f"{max(min(size_bytes, 1), round(size_bytes / 1000))} KB"
    if size_bytes < 1_000_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{size_bytes / 1_000_000_000:.2f} GB"


def money(cost_usd: object) -> str:
    """Three decimals, as prices of pictures need; "" for what is no number."""
    try:
        return f"${Decimal(str(cost_usd)):.3f}"
    except InvalidOperation:
        return ""


def plain(value: object) -> str:
    """A setting or a figure as people say it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case None:
            return ""
        case list():
            return ", ".join(plain(each) for each in value)
        case dict():
            return ", ".join(f"{key}: {plain(each)}" for key, each in value.items())
    return str(value)
