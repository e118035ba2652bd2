"""PyTorch's own files, written by torch and read without it; and files made to do harm."""

from __future__ import annotations

import contextlib
import io
import pickle
import pickletools
import re
import struct
import subprocess
import sys
import time
import zipfile
from collections import Counter, OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.embedding.torch_pickle import LARGEST_PICKLE_BYTES, read_pickle
from fashion_desktop.embedding.torch_stand_ins import HasCodeError
from fashion_desktop.embedding.torch_weights import read_torch_file

KINDS = (torch.float32, torch.float64, torch.float16, torch.bfloat16)
BASE = torch.arange(60, dtype=torch.float32).reshape(3, 4, 5) / 7 - 3


def saved(path: Path, content: object, **options: Any) -> Path:
    torch.save(content, path, **options)
    return path


def rewritten(
    path: Path, change: Callable[[str, bytes], bytes | None], compression: int = 0
) -> Path:
    """Write every entry of an archive anew, changed or left out (None)."""
    target = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", compression) as archive:
        for entry in source.infolist():
            data = change(entry.filename, source.read(entry))
            if data is not None:
                archive.writestr(entry.filename, data)
    return target


def assert_same(path: Path, name: str, tensor: torch.Tensor) -> None:
    """Bit by bit what torch makes of it."""
    stored = read_torch_file(path)[name]
    assert (stored.shape, stored.problem) == (tuple(tensor.shape), "")
    numbers = stored.read()
    expected = tensor.detach().to(torch.float32).contiguous().numpy()
    assert numbers.dtype == np.float32
    assert numbers.shape == expected.shape
    assert numbers.flags.writeable
    assert numbers.flags.c_contiguous
    assert numbers.tobytes() == expected.tobytes()


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "before 1.6"])
@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize(
    "change",
    [
        lambda t: t,
        lambda t: t[1:, ::2],
        lambda t: t.permute(2, 0, 1),
        lambda t: t.contiguous(memory_format=torch.contiguous_format)[2],
        lambda t: t[0, 0, 0],
        lambda t: t[:0],
        lambda t: t[:, :1].expand(3, 4, 5),
        torch.nn.Parameter,
    ],
    ids=["whole", "part", "turned", "slice", "number", "empty", "stretched", "parameter"],
)
def test_numbers_are_those_of_torch(
    tmp_path: Path, zipped: bool, kind: torch.dtype, change: Callable[[torch.Tensor], torch.Tensor]
) -> None:
    tensor = change(BASE.to(kind))
    path = saved(tmp_path / "w.pth", {"t": tensor}, _use_new_zipfile_serialization=zipped)
    assert_same(path, "t", tensor)


def test_extreme_numbers_are_kept(tmp_path: Path) -> None:
    bits = torch.tensor([0, 1, -1, 0x7F7FFFFF, 0x7F800000, -0x800000, 0x7FC00001, -0x7FFFFFFF])
    numbers = bits.to(torch.int32).view(torch.float32)
    path = saved(tmp_path / "w.pth", {"t": numbers, "d": torch.tensor([1e300], dtype=torch.double)})
    assert_same(path, "t", numbers)
    assert np.isinf(read_torch_file(path)["d"].read()).all()


def test_tensors_may_share_their_numbers(tmp_path: Path) -> None:
    flat = torch.arange(100, dtype=torch.float32)
    parts = {f"part{n}": flat[n * 10 : n * 10 + 10].reshape(2, 5) for n in range(10)}
    path = saved(tmp_path / "w.pth", parts)
    for name, part in parts.items():
        assert_same(path, name, part)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "before 1.6"])
def test_every_protocol_that_torch_can_write_is_read(
    tmp_path: Path, protocol: int, zipped: bool
) -> None:
    options = {"pickle_protocol": protocol, "_use_new_zipfile_serialization": zipped}
    assert_same(saved(tmp_path / "w.pth", OrderedDict(t=BASE), **options), "t", BASE)


def test_a_training_checkpoint_is_read(tmp_path: Path) -> None:
    network = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    optimiser = torch.optim.Adam(network.parameters())
    network(torch.ones(2, 3, 8, 8)).sum().backward()
    optimiser.step()
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimiser, [3, 5])
    content = {
        "epoch": 7,
        "best": (0.91, None, True, 2**70, -1, b"bytes"),
        "names": {"a", "b"},
        "kinds": [torch.float16, torch.Size([3, 4]), torch.device("cpu"), Counter("aab"), 3 + 4j],
        "state_dict": network.state_dict(),
        "optimizer": optimiser.state_dict(),
        "scheduler": schedule.state_dict(),
    }
    path = saved(tmp_path / "checkpoint.pth", content)
    assert read_torch_file(path).keys() == network.state_dict().keys()
    for name, tensor in network.state_dict().items():
        if tensor.is_floating_point():
            assert_same(path, name, tensor)


def test_what_hangs_on_a_tensor_is_left_out(tmp_path: Path) -> None:
    tensor, parameter = BASE.clone(), torch.nn.Parameter(BASE.clone())
    tensor.note = parameter.note = "no weight decay"
    path = saved(tmp_path / "w.pth", {"t": tensor, "p": parameter})
    assert_same(path, "t", BASE)
    assert_same(path, "p", BASE)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: torch.ones(3, dtype=torch.int64), "whole numbers"),
        (lambda: torch.ones(3, dtype=torch.bool), "whole numbers"),
        (lambda: torch.ones(3, dtype=torch.complex64), "is stored as ComplexFloat"),
        (lambda: torch.ones(3, dtype=torch.complex64).conj(), "unusual way"),
        (lambda: torch.ones(3).to(torch.float8_e5m2), "is stored as float8_e5m2"),
        (lambda: torch.ones(3, dtype=torch.uint16), "is stored as uint16"),
        (
            lambda: torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8),
            "steps of a few bits",
        ),
        (lambda: torch.ones(3).to_sparse(), "sparsely"),
    ],
)
@pytest.mark.filterwarnings("ignore:torch.quantize", "ignore:TypedStorage", "ignore:.*sparse")
def test_other_numbers_are_told_apart(
    tmp_path: Path, make: Callable[[], torch.Tensor], problem: str
) -> None:
    stored = read_torch_file(saved(tmp_path / "w.pth", {"t": make()}))["t"]
    assert problem in stored.problem
    assert stored.shape == (3,)


def test_an_archive_packed_anew_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path / "w.pth", {"t": BASE})
    packed = rewritten(path, lambda _name, data: data, zipfile.ZIP_DEFLATED)
    assert_same(packed, "t", BASE)


def test_numbers_from_a_computer_with_the_other_byte_order_are_read(tmp_path: Path) -> None:
    def turned(name: str, data: bytes) -> bytes:
        if name.endswith("byteorder"):
            return b"big"
        return np.frombuffer(data, "<f4").astype(">f4").tobytes() if "/data/" in name else data

    path = saved(tmp_path / "w.pth", {"t": BASE})
    assert_same(rewritten(path, lambda n, d: turned(n, d) if ".data" not in n else d), "t", BASE)


def test_without_a_word_on_byte_order_it_is_the_usual_one(tmp_path: Path) -> None:
    path = saved(tmp_path / "w.pth", {"t": BASE})
    assert_same(rewritten(path, lambda n, d: None if n.endswith("byteorder") else d), "t", BASE)


def read_all(path: Path) -> None:
    for stored in read_torch_file(path).values():
        stored.read()


def replacing(part: str, found: bytes, by: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, data: data.replace(found, by) if name.endswith(part) else data


@pytest.mark.parametrize(
    "change",
    [
        lambda n, d: None if n.endswith("data/0") else d,
        lambda n, d: d[:-4] if n.endswith("data/0") else d,
        lambda n, d: d + b"1234" if n.endswith("data/0") else d,
        lambda n, d: b"middle" if n.endswith("byteorder") else d,
        lambda n, d: None if n.endswith("data.pkl") else d,
        lambda n, d: b"" if n.endswith("data.pkl") else d,
        lambda n, d: d[:-3] if n.endswith("data.pkl") else d,
        lambda n, d: d * 30_000 if n.endswith("data.pkl") else d,
        replacing("data.pkl", b"K\x03K\x04K\x05", b"K\x03K\x04K\x06"),  # more than there is
        replacing("data.pkl", b"K\x14K\x05K\x01", b"K\x15K\x05K\x01"),  # strides leave it
        replacing("data.pkl", b"K\x3c", b"K\x3d"),  # the storage is larger, it says
        replacing("data.pkl", b"X\x07\x00\x00\x00storage", b"X\x07\x00\x00\x00storagf"),
        replacing("data.pkl", b"FloatStorage", b"BloatStorage"),
    ],
)
def test_what_does_not_fit_together_is_damaged(
    tmp_path: Path, change: Callable[[str, bytes], bytes | None]
) -> None:
    path = saved(tmp_path / "w.pth", {"t": BASE})
    read_all(rewritten(path, lambda _name, data: data))
    with pytest.raises(WeightsError, match=r"damaged or cut off.*Copy or download it again"):
        read_all(rewritten(path, change))


def test_damage_to_a_packed_archive_is_noticed(tmp_path: Path) -> None:
    path = saved(tmp_path / "w.pth", {"t": torch.zeros(1000)})
    packed = rewritten(path, lambda _name, data: data, zipfile.ZIP_DEFLATED)
    whole = packed.read_bytes()
    refused = 0
    for place in range(40, len(whole), 7):
        packed.write_bytes(whole[:place] + b"\xff\xfe" + whole[place + 2 :])
        try:
            read_all(packed)
        except WeightsError:
            refused += 1
    assert refused > 20


def test_a_changed_number_is_noticed(tmp_path: Path) -> None:
    path = saved(tmp_path / "w.pth", {"t": BASE})
    data = bytearray(path.read_bytes())
    data[data.index(BASE.numpy().tobytes()) + 17] ^= 1
    path.write_bytes(data)
    with pytest.raises(WeightsError, match="damaged"):
        read_all(path)


@pytest.mark.filterwarnings("ignore:invalid escape sequence")  # of Python's own, for odd names
@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "before 1.6"])
def test_whatever_is_cut_off_or_overwritten_ends_in_a_plain_error(
    tmp_path: Path, zipped: bool
) -> None:
    path = saved(tmp_path / "w.pth", {"t": BASE}, _use_new_zipfile_serialization=zipped)
    whole = path.read_bytes()
    rng = np.random.default_rng(4)
    refused = 0
    for _ in range(300):
        broken = bytearray(whole)
        start = int(rng.integers(2, len(whole)))
        broken[start : start + int(rng.integers(1, 9))] = rng.bytes(int(rng.integers(0, 9)))
        path.write_bytes(broken[: int(rng.integers(start, len(whole) + 1))])
        try:
            read_all(path)
        except WeightsError:
            refused += 1
    assert refused > 150


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_refused(tmp_path: Path, compression: int) -> None:
    path = rewritten(saved(tmp_path / "w.pth", {"t": BASE}), lambda _n, d: d, compression)
    with pytest.raises(WeightsError, match="damaged"):
        read_all(path)


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "w.pth", {"t": BASE})
    data = path.read_bytes()
    # The bit that says so, of every entry, at both places.
    data = re.sub(
        rb"(PK\x01\x02.{4})(.)", lambda m: m[1] + bytes([m[2][0] | 1]), data, flags=re.DOTALL
    )
    data = re.sub(
        rb"(PK\x03\x04.{2})(.)", lambda m: m[1] + bytes([m[2][0] | 1]), data, flags=re.DOTALL
    )
    path.write_bytes(data)
    with pytest.raises(WeightsError, match="damaged"):
        read_all(path)


class Reduced:
    def __init__(self, function: object, *arguments: object) -> None:
        self.parts = function, arguments

    def __reduce__(self) -> Any:
        return self.parts


@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize(
    "content",
    [
        Reduced(exec, "raise SystemExit"),
        Reduced(subprocess.run, ["false"]),
        Reduced(torch.load, "w.pth"),
        Reduced(torch.hub.load, "a/b", "c"),
        Reduced(getattr, torch.load, "__globals__"),
        Reduced(pickle.loads, b"N."),
        Reduced(torch.storage._load_from_bytes, b""),
        torch.nn.Linear(1, 1),
        np.float64(1),
        Path("w.pth"),
    ],
    ids=str,
)
def test_nothing_is_called(tmp_path: Path, content: object, protocol: int) -> None:
    path = saved(tmp_path / "w.pth", {"t": content}, pickle_protocol=protocol)
    with pytest.raises(WeightsError, match="holds program code, which is never run"):
        read_torch_file(path)


def test_what_is_called_must_be_a_function() -> None:
    float16_called = b"\x80\x02ctorch\nfloat16\n)R."
    with pytest.raises(HasCodeError):
        read_pickle(io.BytesIO(float16_called))
    old_style_object = b"(cos\nsystem\nX\x01\x00\x00\x00xo."
    with pytest.raises(HasCodeError):
        read_pickle(io.BytesIO(old_style_object))
    with pytest.raises(HasCodeError):
        read_pickle(io.BytesIO(b"(X\x01\x00\x00\x00xios\nsystem\n."))


def laughs(opening: bytes, doubling: bytes, times: int) -> bytes:
    """Return a pickle of something nested so that going through it would never end."""
    return b"\x80\x02" + opening + b"q\x00" + (b"h\x00h\x00" + doubling + b"q\x00") * times


@pytest.mark.parametrize(
    "content",
    [
        laughs(b")", b"\x86", 200) + b".",
        b"\x80\x02}" + laughs(b")", b"\x86", 200)[2:] + b"Ns.",
        laughs(b")", b"\x86", 200) + b"\x8c\x01x\x93.",
        laughs(b")", b"\x86", 200)
        + b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nh\x00NK\x01tQ.",
        b"\x80\x02" + b"(" * 100_000 + b"t" * 100_000 + b".",
        b"\x80\x02" + b")\x85" + b"\x85" * 100_000 + b".",
        b"\x80\x02Nr\xff\xff\xff\x7f.",
        b"\x80\x02B\xff\xff\xff\x7f.",
        b"\x80\x02\x8e" + struct.pack("<Q", 2**62) + b".",
        b"\x80\x02\x8b\xff\xff\xff\x7f.",
        b"\x80\x02" + b"}" * LARGEST_PICKLE_BYTES + b".",
        b"\x80\x02h\x07.",
        b"\x80\x02.",
        b"\x80\x02Q.",
        b"t.",
    ],
    ids=range(15),
)
def test_bombs_do_not_go_off(content: bytes) -> None:
    began_s = time.monotonic()
    with contextlib.suppress(HasCodeError, ValueError, TypeError, LookupError):
        read_pickle(io.BytesIO(content))
    assert time.monotonic() - began_s < 60


PAIRS = b"]q\x00(" + b"X\x01\x00\x00\x00aN\x86" * 2_100 + b"e"


@pytest.mark.parametrize(
    "content",
    [
        b"ctorch\nSize\n(" + b"K\x01" * 17 + b"t\x85R",
        PAIRS + b"ccollections\nOrderedDict\nq\x01" + b"h\x01h\x00\x85R" * 2_100,
        b"(" + b"N" * 2_100 + b"tq\x00ctorch\ndevice\nq\x01" + b"h\x01h\x00R" * 2_100,
        b"X\xa0\x86\x01\x00" + b"a" * 100_000 + b"q\x00X\x05\x00\x00\x00torchq\x01"
        + b"h\x01h\x00\x93" * 50,
        b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000NK\x01"
        + b"N" * 2_100 + b"tq\x00" + b"h\x00Q" * 2_100,
    ],
    ids=["dimensions", "entries", "arguments", "name", "storage"],
)  # fmt: skip
def test_what_is_remembered_is_not_gone_through_without_end(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"dimensions|again and again"):
        read_pickle(io.BytesIO(b"\x80\x02" + content + b"."))


def test_an_old_file_that_claims_to_be_huge_is_damaged(tmp_path: Path) -> None:
    path = saved(tmp_path / "w.pth", {"t": BASE}, _use_new_zipfile_serialization=False)
    data = path.read_bytes()
    for opcode in (b"\x96", b"\x8e", b"\x8d"):
        path.write_bytes(data[:15] + b"\x80\x02" + opcode + struct.pack("<Q", 2**40) + data[15:])
        with pytest.raises(WeightsError, match="damaged"):
            read_torch_file(path)


def test_plain_values_come_out_as_they_went_in() -> None:
    value = {
        "a": [1, -2, 300, 70_000, 2**80, 1.5, None, True, False],
        "b": ({}, (), [], "ü", b"\x00"),
    }
    for protocol in (2, 3, 4, 5):
        data = pickletools.optimize(pickle.dumps(value, protocol=protocol))
        file = io.BytesIO(data + b"what follows")
        if protocol == 2:  # has no bytes of its own
            value_2 = {"a": value["a"]}
            file = io.BytesIO(pickle.dumps(value_2, protocol=2) + b"what follows")
            assert read_pickle(file) == value_2
        else:
            assert read_pickle(file) == value
        assert file.read() == b"what follows"


def test_torch_is_not_loaded(tmp_path: Path) -> None:
    path = saved(tmp_path / "w.pth", {"t": BASE})
    script = f"""
import sys
from pathlib import Path
from fashion_desktop.embedding.torch_weights import read_torch_file
print(read_torch_file(Path({str(path)!r}))["t"].read().shape, "torch" in sys.modules)
"""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False
    )
    assert (run.stdout.strip(), run.stderr) == ("(3, 4, 5) False", "")
