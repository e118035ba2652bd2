from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from support.fake_keyring import MemoryKeyring, no_keyring

from fashion_desktop.domain.sources import SourceConfig, SourceKind
from fashion_desktop.storage.token_store import SERVICE, TokenStore

CONFIG = SourceConfig(SourceKind.API, "https://shop.example")
FROM_ENVIRONMENT = SourceConfig(SourceKind.API, "https://shop.example", token_env="SHOP_TOKEN")


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def use(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)


def test_a_token_is_kept_in_the_keyring_of_the_system() -> None:
    backend = MemoryKeyring()
    use(backend)
    assert TokenStore("library").set(1, "s3cret")
    assert backend.passwords == {(SERVICE, "library/1"): "s3cret"}
    assert TokenStore("library").get(1, CONFIG) == "s3cret"


def test_tokens_of_sources_and_libraries_are_kept_apart() -> None:
    use(MemoryKeyring())
    TokenStore("library").set(1, "one")
    TokenStore("library").set(2, "two")
    assert TokenStore("library").get(2, CONFIG) == "two"
    assert TokenStore("library").get(3, CONFIG) == ""
    assert TokenStore("another").get(1, CONFIG) == ""


def test_an_empty_token_is_forgotten() -> None:
    backend = MemoryKeyring()
    use(backend)
    store = TokenStore("library")
    store.set(1, "s3cret")
    assert store.set(1, "")
    assert backend.passwords == {}
    assert store.set(1, "")
    with pytest.raises(PasswordDeleteError):
        backend.delete_password(SERVICE, "library/1")


def test_a_token_that_the_keyring_has_no_room_for_lasts_as_long_as_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Windows has an error of its own for that, which is no error of keyring's."""
    backend = MemoryKeyring()
    use(backend)

    def refuse(_service: str, _username: str, _password: str) -> None:
        raise RuntimeError(1783, "CredWrite", "The stub received bad data")

    monkeypatch.setattr(backend, "set_password", refuse)
    store = TokenStore("library")
    assert not store.set(1, "t" * 2000)
    assert store.get(1, CONFIG) == "t" * 2000


def test_without_a_keyring_a_token_lasts_as_long_as_the_program() -> None:
    use(no_keyring())
    store = TokenStore("library")
    assert not store.set(1, "s3cret")
    assert store.get(1, CONFIG) == "s3cret"
    assert TokenStore("library").get(1, CONFIG) == ""
    assert store.set(1, "")
    assert store.get(1, CONFIG) == ""


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    use(MemoryKeyring())
    store = TokenStore("library")
    store.set(1, "from the keyring")
    monkeypatch.setenv("SHOP_TOKEN", "from the environment")
    assert store.get(1, FROM_ENVIRONMENT) == "from the environment"
    monkeypatch.delenv("SHOP_TOKEN")
    assert store.get(1, FROM_ENVIRONMENT) == "from the keyring"
