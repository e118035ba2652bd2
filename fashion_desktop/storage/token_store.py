"""Tokens live in the operating system's keyring and nowhere else on disk."""

from __future__ import annotations

import logging
import os

from fashion_desktop.domain.sources import SourceConfig

logger = logging.getLogger(__name__)

SERVICE = "Fashion Desktop"


class TokenStore:
    """The tokens of one library's sources.

    Where the system has no keyring, a token is kept in memory for this run only.
    """

    def __init__(self, library_id: str) -> None:
        self._library_id = library_id
        self._in_memory: dict[str, str] = {}
        self._revisions: dict[int, int] = {}

    def revision(self, source_id: int) -> int:
        """Return a number that is another one whenever a source's token may be. Never blocks."""
        return self._revisions.get(source_id, 0)

    def set(self, source_id: int, token: str) -> bool:
        """Keep a source's token; an empty one is forgotten.

        Returns:
            Whether the keyring did as told. If not, the token is gone when the program ends.
        """
        try:
            return self._set(source_id, token)
        finally:
            # Last, so that whoever sees the new number also gets the new token.
            self._revisions[source_id] = self.revision(source_id) + 1

    def _set(self, source_id: int, token: str) -> bool:
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        account = self._account(source_id)
        self._in_memory.pop(account, None)
        try:
            if token:
                keyring.set_password(SERVICE, account, token)
            else:
                keyring.delete_password(SERVICE, account)
        except PasswordDeleteError:
            return True
        except KeyringError as error:
            logger.info("No keyring to keep a token in: %s", type(error).__name__)
            if token:
                self._in_memory[account] = token
            # Where there is no keyring there is nothing to be forgotten either.
            return not token
        except Exception:
            # Windows keeps 1,280 characters at most, and has an error of its own for more.
            logger.exception("The keyring did not take a token")
            if token:
                self._in_memory[account] = token
            return False
        return True

    def get(self, source_id: int, config: SourceConfig) -> str:
        """Return a source's token: from its environment variable, else from the keyring."""
        if config.token_env and (token := os.environ.get(config.token_env, "")):
            return token
        account = self._account(source_id)
        if account in self._in_memory:
            return self._in_memory[account]

        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, account) or ""
        except KeyringError as error:
            logger.info("No keyring to read a token from: %s", type(error).__name__)
            return ""

    def _account(self, source_id: int) -> str:
        return f"{self._library_id}/{source_id}"
