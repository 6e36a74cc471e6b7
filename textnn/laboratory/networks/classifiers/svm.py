"""Support vector machine (SVM; Cortes and Vapnik 1995): the widest street between two moons.

scikit-learn's own. The kernel bends the street; ``gamma`` says how sharply.
"""

import torch
from sklearn.datasets import make_moons
from sklearn.svm import SVC


def run(seed: int = 0, gamma: float = 2.0) -> dict[str, object]:
    """Train; the figure is the accuracy on new points, the picture the plane as it sees it."""
    x, y = make_moons(300, noise=0.2, random_state=seed)
    x_new, y_new = make_moons(600, noise=0.2, random_state=seed + 1)
    machine = SVC(gamma=gamma).fit(x, y)
    wide, high = torch.linspace(-1.6, 2.6, 48), torch.linspace(-1.4, 1.9, 48)
    plane = torch.cartesian_prod(high.flip(0), wide).flip(1)
    street = torch.tensor(machine.decision_function(plane.numpy())).clamp(-1, 1)
    return {
        "figure": float(machine.score(x_new, y_new)),
        "curve": [],
        "pictures": [street.reshape(1, 48, 48)],
    }


if __name__ == "__main__":
    print("accuracy on new points:", run()["figure"])
