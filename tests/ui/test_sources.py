"""What the sources of the pages promise: nothing inline, colours that can be read, a lock file that names no place."""

import json
import re
from itertools import combinations
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "watchbill/interfaces/ui/templates").rglob("*.html"))
TOKENS = (ROOT / "assets/css/tokens.css").read_text()
STYLES = "\n".join(path.read_text() for path in sorted((ROOT / "assets/css").glob("*.css")))
INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script without a source": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "an htmx expression": re.compile(r"hx-on|hx-vals\s*=\s*[\"']js:|hx-trigger=\"[^\"]*\[", re.IGNORECASE),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_anything_inline(template: Path) -> None:
    text = template.read_text()
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_what_is_live_has_a_name_to_be_replaced_by(template: Path) -> None:
    live = re.findall(r"<[^>]*data-live=[^>]*>", template.read_text())
    assert [tag for tag in live if " id=" not in tag] == []


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_sizes_of_text_are_the_five() -> None:
    sizes = set(re.findall(r"font-size:\s*([^;}]+)", STYLES)) | set(re.findall(r"font:\s*([^/;]+)/", STYLES))
    named = {"var(--s13)", "var(--s15)", "var(--s18)", "var(--s24)", "var(--s32)"}
    in_pictures = {"16px", "13px", "0.625rem"}  # the root, the lanes, the initials in a person's dot
    assert {size.strip() for size in sizes} - named - in_pictures == set()


def tokens(theme: int) -> dict[str, str]:
    """The colours of one theme: 0 light, 1 dark."""
    plain = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", TOKENS))
    both = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
    return plain | {name: pair[theme] for name, *pair in both}


def light(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    bright = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (light(one), light(other)))
    return (bright[1] + 0.05) / (bright[0] + 0.05)


TEXT = ["ink", "ink-soft", "accent", "red", "amber", "violet"]
GROUNDS = ["paper", "sheet", "sunk"]
ON = [("on-accent", "accent"), ("on-red", "red-fill"), ("red", "red-soft"), ("amber", "amber-soft")]
ON += [("violet", "violet-soft"), ("ink", "red-soft"), ("ink", "amber-soft"), ("accent", "accent-soft")]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), [*((ink, ground) for ink in TEXT for ground in GROUNDS), *ON])
def test_every_text_can_be_read(theme: int, ink: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_borders_of_fields_can_be_seen(theme: int) -> None:
    colours = tokens(theme)
    assert contrast(colours["line-strong"], colours["sheet"]) >= 3


PEOPLE = re.findall(r"\.person-(\d+) \{ --person: (#[0-9a-f]{6}); --on-person: (#[0-9a-f]{6}); \}", TOKENS)


def test_there_are_twelve_colours_of_people_and_each_carries_its_initials() -> None:
    assert [int(number) for number, _, _ in PEOPLE] == list(range(12))
    assert min(contrast(colour, ink) for _, colour, ink in PEOPLE) >= 4.5


# How eyes without one kind of cone see linear light: Machado, Oliveira and Fernandes 2009, severity 1.
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def seen(colour: str, eye: str) -> tuple[float, float, float]:
    """In OKLab, where distance is about what the eye calls different."""
    r, g, b = (max(0.0, sum(w * c for w, c in zip(row, light(colour), strict=True))) for row in EYES[eye])
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )


@pytest.mark.parametrize("eye", EYES)
def test_people_can_be_told_apart_by_all_eyes(eye: str) -> None:
    colours = [seen(colour, eye) for _, colour, _ in PEOPLE]
    distances = [
        sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 for one, other in combinations(colours, 2)
    ]
    assert min(distances) >= 0.05
