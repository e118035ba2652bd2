"""Help, wrong usage and libraries that cannot be opened: exit statuses and sentences."""

from __future__ import annotations

from fashion_desktop import __version__
from package_test import older_library
from package_test.checks import Checks, expect
from package_test.ground import Ground
from package_test.program import Library

_WRONG = (
    ("no-such-verb",),
    ("similar",),
    ("source", "add", "api", "--no-such-option"),
    ("lookup", "photo.jpg", "--score-threshold", "2"),
    ("generate", "1", "--all"),
    ("source", "remove", "seven"),
    ("bench", "--only", "nonsense"),
    ("evaluate",),
)


def check_usage(ground: Ground, checks: Checks) -> None:
    """Ask for help, and use the program wrongly."""
    program, folder = ground.plain, ground.folder
    with checks.section("Help and wrong usage"):
        with checks.check("--version and --help") as found:
            version = program.run("--version").out.strip()
            expect(__version__ in version, f"--version says “{version}”, not {__version__}")
            expect("verbs:" in program.run("--help").out, "--help lists no verbs")
            found.detail = version
        with checks.check("wrong usage ends with 2 and a sentence"):
            for words in _WRONG:
                sentence = program.ask(*words, code=2)["error"]
                expect(sentence.endswith((".", "--help")), f"no sentence: {sentence}")
                expect(program.run(*words, code=2).err.strip(), f"{words} says nothing")
        with checks.check("no library, no display: 3 and a remedy"):
            nowhere = Library(program, folder / "no library")
            expect("Connect" in nowhere.ask("count", code=3)["error"], "no remedy for no library")
            expect("display" in program.run(code=3).err, "no word about the display")
        with checks.check("a library of a later version is refused, and left alone"):
            future = older_library.from_the_future(folder / "future")
            ground.give(future)
            before = (future / "library.sqlite3").read_bytes()
            error = Library(program, future).ask("count", code=3)["error"]
            expect("newer version" in error, f"it says: {error}")
            expect((future / "library.sqlite3").read_bytes() == before, "it was changed")
