"""Every link within the repository leads somewhere, and the book has all pages."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


def pages():
    """All Markdown files that are part of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines()]


def prose(page):
    return _CODE.sub("", _FENCE.sub("", page.read_text()))


def anchors(page):
    """The anchors of a page's headings, as GitHub and mdBook make them."""
    text = _FENCE.sub("", page.read_text())
    return {anchor(heading) for heading in _HEADING.findall(text)}


def anchor(heading):
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.replace(" ", "-")


def trouble(page, link):
    """What is wrong with a link of a page; None where it is fine or leads outside."""
    if re.match(r"[a-z]+:", link):
        return None
    path, _, fragment = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return "there is no such file"
    if fragment and fragment not in anchors(target):
        return "there is no such heading"
    return None


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = _LINK.findall(prose(page))
    found = {link: trouble(page, link) for link in links}
    assert not {link: why for link, why in found.items() if why}


def test_the_book_has_all_pages():
    summary = DOCS / "SUMMARY.md"
    listed = {(DOCS / link).resolve() for link in _LINK.findall(summary.read_text())}
    assert listed == set(DOCS.rglob("*.md")) - {summary}


def test_a_broken_link_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](page.md#one) [b](page.md#two) [c](none.md) `[d](none.md)`\n")
    links = _LINK.findall(prose(page))
    found = [trouble(page, link) for link in links]
    assert found == [None, "there is no such heading", "there is no such file"]
