from __future__ import annotations

from torch import nn

from fashion_desktop.embedding.resnet50_layout import NORM_EPSILON, convolutions, parameter_shapes
from fashion_desktop.embedding.torchvision_loader import import_torchvision_models


def test_the_layout_is_torchvisions() -> None:
    model: nn.Module = import_torchvision_models().resnet50(weights=None)
    shapes = {
        name: tuple(value.shape)
        for name, value in model.state_dict().items()
        if not name.startswith("fc.") and not name.endswith("num_batches_tracked")
    }
    assert parameter_shapes() == shapes
    modules = dict(model.named_modules())
    described = {layer.name: layer for layer in convolutions()}
    assert described.keys() == {n for n, m in modules.items() if isinstance(m, nn.Conv2d)}
    for name, layer in described.items():
        module, norm = modules[name], modules[layer.norm]
        assert isinstance(module, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        assert module.stride == (layer.stride, layer.stride)
        assert module.padding == (layer.padding, layer.padding)
        assert module.bias is None
        assert norm.eps == NORM_EPSILON
