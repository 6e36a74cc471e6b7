"""What people call labels and classes, in Portuguese and in English."""

from __future__ import annotations

LABEL_NAMES: dict[str, tuple[str, str]] = {
    "PER": ("Pessoa", "Person"),
    "LOC": ("Local", "Place"),
    "ORG": ("Organização", "Organisation"),
    "EVENT": ("Acontecimento", "Event"),
    "WORK": ("Obra", "Work"),
    "TIME": ("Tempo", "Time"),
    "VALUE": ("Valor", "Amount"),
    "OTHER": ("Outro nome", "Other name"),
}
"""Category of a mark -> Portuguese and English, in legend order."""

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
