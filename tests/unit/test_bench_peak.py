from __future__ import annotations

import pytest
import torch
from torch import nn

from fashion_desktop.bench.peak import MatrixProduct, float32_peak, multiply_adds
from fashion_desktop.embedding.torch_network import resnet50_without_head


def counted_by_torch(width: int, height: int) -> int:
    """Multiply-adds of the convolutions that torch really runs."""
    total = 0

    def count(layer: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        nonlocal total
        assert isinstance(layer, nn.Conv2d)
        total += output[0].numel() * layer.weight[0].numel()

    model = resnet50_without_head().eval()
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_hook(count)
    with torch.inference_mode():
        model(torch.zeros(1, 3, height, width))
    return total


@pytest.mark.parametrize(("width", "height"), [(224, 224), (48, 64), (97, 33)])
def test_the_networks_cost_is_what_torch_computes(width: int, height: int) -> None:
    assert multiply_adds(width, height) == counted_by_torch(width, height)


def test_resnet50_takes_four_billion_multiplications() -> None:
    assert multiply_adds(224, 224) == pytest.approx(4.1e9, rel=0.01)


def test_the_peak_depends_on_the_instructions() -> None:
    avx2 = float32_peak(2, 3000, ["AVX2"])
    avx512 = float32_peak(2, 3000, ["AVX2", "AVX-512", "AMX"])
    assert avx2 is not None
    assert avx512 is not None
    assert avx2.flops == 2 * 3e9 * 32
    assert avx512.flops == 2 * avx2.flops
    assert "2 cores × 3.00 GHz × 32 (AVX2)" in avx2.what
    assert float32_peak(2, 3000, ["NEON"]) is None
    assert float32_peak(2, 0, ["AVX2"]) is None


def test_a_matrix_product_takes_what_it_says() -> None:
    product = MatrixProduct(side=3)
    result = product.prepared()()
    assert isinstance(result, torch.Tensor)
    assert result.shape == (3, 3)
    assert product.flops == 54
