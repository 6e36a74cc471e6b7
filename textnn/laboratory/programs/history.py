"""Networks that made history, layer by layer as their papers have them, and small ones that train.

The large ones are built without memory (on the ``meta`` device), only to count: weights, layers on
the longest way through, and multiplications for one picture. The small ones keep what was new in
each (pooling, ReLU and dropout, stacks of 3x3, branches, shortcuts) and learn digits of 8x8 pixels.
"""

from collections.abc import Callable
from itertools import pairwise

import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn


class Branches(nn.Module):
    """Several ways side by side, their channels joined (Szegedy et al. 2014)."""

    def __init__(self, *ways: nn.Module) -> None:
        super().__init__()
        self.ways = nn.ModuleList(ways)

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, side, side) to more channels."""
        return torch.cat([way(x) for way in self.ways], 1)


class Residual(nn.Module):
    """Layers that learn what to add to their input (He et al. 2015)."""

    def __init__(self, body: nn.Module, short: nn.Module) -> None:
        super().__init__()
        self.ways = nn.ModuleList([body, short])

    def forward(self, x: Tensor) -> Tensor:
        """The input, or its projection where sizes change, plus what the layers say."""
        added: Tensor = self.ways[0](x) + self.ways[1](x)
        return added.relu()


def conv(i: int, o: int, kernel: int, stride: int = 1, pad: int = 0, groups: int = 1) -> nn.Module:
    """A convolution from ``i`` to ``o`` channels and ReLU."""
    return nn.Sequential(nn.Conv2d(i, o, kernel, stride, pad, groups=groups), nn.ReLU())


def full(*sizes: int) -> nn.Sequential:
    """Full layers with dropout between them, as AlexNet has."""
    layers: list[nn.Module] = [nn.Flatten()]
    for before, after in pairwise(sizes[:-1]):
        layers += [nn.Linear(before, after), nn.ReLU(), nn.Dropout()]
    return nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))


def pool(size: int = 3, stride: int = 2, pad: int = 0) -> nn.Module:
    """Max pooling."""
    return nn.MaxPool2d(size, stride, pad, ceil_mode=size == 3)


def lenet() -> nn.Module:
    """LeCun et al. 1998; digits of 32x32."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(),
        nn.AvgPool2d(2), nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84),
        nn.Tanh(), nn.Linear(84, 10),
    )  # fmt: skip


def alexnet() -> nn.Module:
    """Krizhevsky et al. 2012; on two graphics cards, hence the groups."""
    return nn.Sequential(
        conv(3, 96, 11, 4), pool(), conv(96, 256, 5, 1, 2, 2), pool(), conv(256, 384, 3, 1, 1),
        conv(384, 384, 3, 1, 1, 2), conv(384, 256, 3, 1, 1, 2), pool(),
        full(9216, 4096, 4096, 1000),
    )  # fmt: skip


def zfnet() -> nn.Module:
    """Zeiler and Fergus 2013: smaller kernels and steps at the beginning."""
    return nn.Sequential(
        conv(3, 96, 7, 2, 1), pool(), conv(96, 256, 5, 2), pool(), conv(256, 384, 3, 1, 1),
        conv(384, 384, 3, 1, 1), conv(384, 256, 3, 1, 1), pool(), full(9216, 4096, 4096, 1000),
    )  # fmt: skip


def vgg() -> nn.Module:
    """Simonyan and Zisserman 2014, with 19 layers."""
    layers, before = [], 3
    for channels, times in ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4)):
        for _ in range(times):
            layers.append(conv(before, channels, 3, 1, 1))
            before = channels
        layers.append(pool(2))
    return nn.Sequential(*layers, full(25088, 4096, 4096, 1000))


def inception(i: int, one: int, r3: int, three: int, r5: int, five: int, last: int) -> nn.Module:
    """Kernels of 1, 3 and 5 and a pooling side by side, each made cheap by kernels of 1."""
    return Branches(
        conv(i, one, 1),
        nn.Sequential(conv(i, r3, 1), conv(r3, three, 3, 1, 1)),
        nn.Sequential(conv(i, r5, 1), conv(r5, five, 5, 1, 2)),
        nn.Sequential(pool(3, 1, 1), conv(i, last, 1)),
    )


def googlenet() -> nn.Module:
    """Szegedy et al. 2014, without the helpers of its training."""
    return nn.Sequential(
        conv(3, 64, 7, 2, 3), pool(), conv(64, 64, 1), conv(64, 192, 3, 1, 1), pool(),
        inception(192, 64, 96, 128, 16, 32, 32), inception(256, 128, 128, 192, 32, 96, 64), pool(),
        inception(480, 192, 96, 208, 16, 48, 64), inception(512, 160, 112, 224, 24, 64, 64),
        inception(512, 128, 128, 256, 24, 64, 64), inception(512, 112, 144, 288, 32, 64, 64),
        inception(528, 256, 160, 320, 32, 128, 128), pool(),
        inception(832, 256, 160, 320, 32, 128, 128), inception(832, 384, 192, 384, 48, 128, 128),
        nn.AvgPool2d(7), nn.Flatten(), nn.Linear(1024, 1000),
    )  # fmt: skip


def normed(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Module:
    """A convolution and batch normalisation."""
    layer = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs))


def resnet() -> nn.Module:
    """He et al. 2015, with 152 layers."""
    layers: list[nn.Module] = [normed(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    before = 64
    for width, times, stride in ((64, 3, 1), (128, 8, 2), (256, 36, 2), (512, 3, 2)):
        for number in range(times):
            step = 1 if number else stride
            body = nn.Sequential(normed(before, width, 1), nn.ReLU(), normed(width, width, 3, step),
                                 nn.ReLU(), normed(width, 4 * width, 1))  # fmt: skip
            short = nn.Identity() if number else normed(before, 4 * width, 1, step)
            layers.append(Residual(body, short))
            before = 4 * width
    return nn.Sequential(*layers, nn.AvgPool2d(7), nn.Flatten(), nn.Linear(2048, 1000))


NETWORKS: dict[str, tuple[Callable[[], nn.Module], int, int]] = {
    "lenet": (lenet, 1, 32), "alexnet": (alexnet, 3, 227), "zfnet": (zfnet, 3, 224),
    "googlenet": (googlenet, 3, 224), "vgg": (vgg, 3, 224), "resnet": (resnet, 3, 224),
}  # fmt: skip
"""Name -> what builds it, channels and side of its pictures."""


def longest(module: nn.Module) -> list[nn.Module]:
    """The layers with weights on the longest way through."""
    if isinstance(module, nn.Conv2d | nn.Linear):
        return [module]
    parts = [longest(part) for part in module.children()]
    if isinstance(module, Branches | Residual):
        return max((longest(way) for way in module.ways), key=len)
    return [layer for part in parts for layer in part]


def counted(name: str) -> dict[str, object]:
    """Layers, weights, multiplications, and (side, channels) after each layer of a network."""
    build, channels, side = NETWORKS[name]
    with torch.device("meta"):
        model, picture = build().eval(), torch.empty(1, channels, side, side)
    sizes: dict[nn.Module, tuple[int, int]] = {}
    sums = 0

    def seen(layer: nn.Module, _: object, output: Tensor) -> None:
        nonlocal sums
        sizes[layer] = (output.shape[-1] if output.dim() == 4 else 1, output.shape[1])
        places = output[0].numel() // output.shape[1]
        sums += places * sum(weight.numel() for weight in layer.parameters() if weight.dim() > 1)

    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            layer.register_forward_hook(seen)
    model(picture)
    way = [sizes[layer] for layer in longest(model)]
    weights = sum(weight.numel() for weight in model.parameters())
    return {"depth": len(way), "weights": weights, "sums": sums, "layers": way}


def small(kind: int) -> nn.Module:
    """What was new in each network, in the order of ``NETWORKS``, for digits of 8x8 pixels."""
    head = [pool(2), full(128, 64, 10)]
    if kind == 0:  # convolution and pooling in turn
        first = [nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2)]
        second = [nn.Conv2d(6, 16, 3, padding=1), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten()]
        return nn.Sequential(*first, *second, nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))
    if kind == 1:  # ReLU and dropout
        return nn.Sequential(conv(1, 16, 5, 2, 2), conv(16, 32, 3, 1, 1), *head)
    if kind == 2:  # a smaller kernel that skips nothing
        return nn.Sequential(conv(1, 16, 3, 1, 1), pool(2), conv(16, 32, 3, 1, 1), *head)
    if kind == 3:  # branches, and a mean in the place of full layers
        ways = inception(16, 8, 8, 16, 4, 8, 8), pool(2), inception(40, 16, 8, 16, 4, 8, 8)
        end = nn.AvgPool2d(4), nn.Flatten(), nn.Linear(48, 10)
        return nn.Sequential(conv(1, 16, 3, 1, 1), *ways, *end)
    if kind == 4:  # two kernels of 3x3 in the place of a larger one
        first = [conv(1, 16, 3, 1, 1), conv(16, 16, 3, 1, 1), pool(2)]
        return nn.Sequential(*first, conv(16, 32, 3, 1, 1), conv(32, 32, 3, 1, 1), *head)
    blocks = [
        Residual(nn.Sequential(normed(16, 16, 3), nn.ReLU(), normed(16, 16, 3)), nn.Identity())
        for _ in range(3)
    ]
    end = nn.AvgPool2d(4), nn.Flatten(), nn.Linear(16, 10)
    return nn.Sequential(normed(1, 16, 3), nn.ReLU(), pool(2), *blocks, *end)


def run(kind: int = 0, rounds: int = 6, seed: int = 0) -> dict[str, object]:
    """Train the small network of a place; the figure is the accuracy on digits not trained on."""
    torch.manual_seed(seed)
    digits = load_digits()
    x, y = torch.tensor(digits.images).float()[:, None] / 16, torch.tensor(digits.target)
    order = torch.randperm(len(x))
    train, test = order[:1400], order[1400:]
    model = small(kind)
    adam, curve = torch.optim.Adam(model.parameters()), []
    rate = torch.optim.lr_scheduler.OneCycleLR(adam, 0.01, total_steps=28 * rounds)
    for _ in range(rounds):
        for batch in train[torch.randperm(1400)].split(50):
            loss = nn.functional.cross_entropy(model(x[batch]), y[batch])
            adam.zero_grad()
            loss.backward()
            adam.step()
            rate.step()
            curve.append(loss.item())
    model.eval()
    with torch.no_grad():
        right = (model(x[test]).argmax(1) == y[test]).float().mean().item()
    return {"figure": right, "curve": curve, "pictures": []}


if __name__ == "__main__":
    for name in NETWORKS:
        found = counted(name)
        print(f"{name:10} {found['depth']} layers, {found['weights']:,} weights")
        print(f"{'':10} {found['sums']:,} multiplications for a picture")
    print("accuracy of a small ZF Net on digits:", run(2, rounds=2)["figure"])
