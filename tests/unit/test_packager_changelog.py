"""What the changelog says of a version."""

from __future__ import annotations

from packager.changelog import CHANGELOG, plain, releases

from fashion_desktop import __version__

TEXT = """# Changelog

## [Unreleased]

### Added

- Something that
  goes on in a second line.
- More.

### Changed

## [0.2.0] - 2026-05-01

### Fixed

- A defect.

## [0.1.0] - 2026-01-31

First version.
"""
EPOCH = 1_700_000_000


def test_what_is_unreleased_is_of_the_version_that_is_packaged() -> None:
    newest, *older = releases(TEXT, "0.3.0", EPOCH)
    assert (newest.version, newest.epoch, newest.date) == ("0.3.0", EPOCH, "2023-11-14")
    assert newest.groups == (("Added", ("Something that goes on in a second line.", "More.")),)
    assert [release.version for release in older] == ["0.2.0", "0.1.0"]
    assert [release.date for release in older] == ["2026-05-01", "2026-01-31"]
    assert older[0].groups == (("Fixed", ("A defect.",)),)
    assert older[1].groups == ()


def test_a_version_with_a_section_of_its_own_has_what_is_in_it() -> None:
    versions = releases(TEXT, "0.2.0", EPOCH)
    assert [release.version for release in versions] == ["0.2.0", "0.1.0"]
    assert versions[0].date == "2026-05-01"


def test_a_changelog_without_anything_still_names_the_version() -> None:
    assert [(r.version, r.groups) for r in releases("# Changelog\n", "1.0", EPOCH)] == [("1.0", ())]


def test_marks_of_markdown_are_left_out() -> None:
    marked = "See `a --b` and **this** [page](https://example.org/x)."
    assert plain(marked) == "See a --b and this page."


def test_the_changelog_can_be_read() -> None:
    newest = releases(CHANGELOG.read_text(encoding="utf-8"), __version__, EPOCH)[0]
    assert newest.version == __version__
    points = [point for _, group in newest.groups for point in group]
    assert len(points) > 10
    assert not any("\n" in point or point.startswith(("-", "#")) for point in points)
