"""A keyring that forgets when the test ends."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.core import load_keyring
from keyring.errors import PasswordDeleteError


def no_keyring() -> KeyringBackend:
    """Return what keyring uses on a system that has none."""
    return load_keyring("keyring.backends.fail.Keyring")


class MemoryKeyring(KeyringBackend):
    """Stands for the operating system's keyring."""

    priority = 1

    def __init__(self) -> None:
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.passwords:
            raise PasswordDeleteError("Not found")
        del self.passwords[service, username]
