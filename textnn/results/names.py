"""The picture classifiers, and what people call their classes, in Portuguese and in English."""

from __future__ import annotations

from textnn.locale import Sentence

NETWORKS = ("cnn-cifar10", "cnn-slide", "cnn-digits", "cnn-arabic-digits", "cnn-fashion")
"""The classifiers that ship, in the order in which they are asked and offered; said as
``net_<name>``."""

CLASS_NAMES: dict[str, str] = {
    "airplane": "avião",
    "automobile": "carro",
    "bird": "pássaro",
    "cat": "gato",
    "deer": "cervo",
    "dog": "cachorro",
    "frog": "sapo",
    "horse": "cavalo",
    "ship": "navio",
    "truck": "caminhão",
    "t-shirt": "camiseta",
    "trouser": "calça",
    "pullover": "pulôver",
    "dress": "vestido",
    "coat": "casaco",
    "sandal": "sandália",
    "shirt": "camisa",
    "sneaker": "tênis",
    "bag": "bolsa",
    "ankle-boot": "bota",
}
"""Name of a class as the networks know it -> in Portuguese. Digits are called what they are."""

UNRECOGNISED = "not-recognised"
"""Stands for the class in lists, where the network did not recognise the picture."""

LISTED_NAMES: dict[str, str] = {**CLASS_NAMES, UNRECOGNISED: "não reconhecida"}
"""The same, for lists of results."""


def class_name(language: str, name: str) -> str:
    """What people call a class; digits and classes somebody taught are called what they are.

    >>> class_name("pt", "ankle-boot"), class_name("en", "ankle-boot"), class_name("pt", "7")
    ('bota', 'ankle boot', '7')
    """
    if name not in LISTED_NAMES:
        return name
    return LISTED_NAMES[name] if language == "pt" else name.replace("-", " ")


class ClassName(Sentence):
    """What people call a class, as a value of a sentence."""

    def say(self, language: str) -> str:
        """The name in ``language``."""
        return class_name(language, self.name)
