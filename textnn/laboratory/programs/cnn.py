"""Looking into a convolutional network, layer by layer (LeCun et al. 1998; Zeiler and Fergus 2014).

Each channel of a layer is a picture: how strongly its kernel answered at each place. A hook shows
it while the network computes, and can hold it at 0 to see what is lost.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.hooks import RemovableHandle

SHOWN = (nn.Conv2d, nn.ReLU, nn.MaxPool2d, nn.Linear)


def watch(
    model: nn.Module,
    picture: Tensor,
    off: dict[str, list[int]],
    shown: tuple[type[nn.Module], ...] = SHOWN,
) -> tuple[list[tuple[str, nn.Module, Tensor]], Tensor]:
    """Name, layer and output of each layer of the kinds ``shown``, in turn; and the logits.

    ``off`` says which channels are held at 0: name of the layer -> numbers of its channels.
    """
    seen: list[tuple[str, nn.Module, Tensor]] = []

    def look(name: str, layer: nn.Module) -> RemovableHandle:
        def hook(_layer: nn.Module, _given: object, output: Tensor) -> Tensor:
            output = output.clone()
            output[:, off.get(name, [])] = 0
            seen.append((name, layer, output))
            return output

        return layer.register_forward_hook(hook)

    kinds = [(name, layer) for name, layer in model.named_modules() if isinstance(layer, shown)]
    hooks = [look(name, layer) for name, layer in kinds]
    with torch.no_grad():
        logits = model(picture)
    for hook in hooks:
        hook.remove()
    return seen, logits


if __name__ == "__main__":
    from sklearn.datasets import load_digits

    torch.manual_seed(0)
    digits = load_digits()
    x, y = torch.tensor(digits.images)[:, None].float() / 16, torch.tensor(digits.target)
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(16 * 2 * 2, 10),
    )  # fmt: skip
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(60):
        loss = F.cross_entropy(model(x[:1400]), y[:1400])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    layers, logits = watch(model, x[1400:], {})
    for name, layer, output in layers:
        print(f"{name}  {type(layer).__name__:9}  {' x '.join(map(str, output.shape[1:]))}")
    print(f"digit {y[1400]} and the channel of the first ReLU that answers most:")
    best = int(layers[1][2][0].amax((1, 2)).argmax())
    answers = layers[1][2][0, best]
    for rows in zip(x[1400, 0], answers / answers.max(), strict=True):
        print("   ".join("".join(" .:*#"[int(4 * one)] for one in row.tolist()) for row in rows))
    for channel in range(8):
        without = watch(model, x[1400:], {"1": [channel]})[1]
        right = [(one.argmax(1) == y[1400:]).float().mean().item() for one in (logits, without)]
        print(f"channel {channel} at 0: {right[0]:.1%} of new digits before, {right[1]:.1%} after")
