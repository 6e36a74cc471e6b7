"""Which language a text is in, so that a person can be told when it is not Portuguese."""

from __future__ import annotations

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = (
    "pt", "en", "es", "fr", "it", "de", "nl", "ca", "ro", "pl", "ru", "uk", "ar", "zh", "ja",
)  # fmt: skip
"""Languages told apart. Galician is left out: too much Portuguese would be taken for it."""

NATIVE = "pt"
"""The language that the networks have read."""

ENOUGH = 40
"""Letters; less says too little."""

_READ = 5000
"""Characters looked at, so that a long text takes no longer."""


def detect_language(text: str) -> str:
    """ISO 639-1 code of the likeliest of ``LANGUAGES``; ``"pt"`` where too little is said.

    >>> detect_language("The mayor said on Tuesday that the market would open again in spring.")
    'en'
    """
    if sum(map(str.isalpha, text[:_READ])) < ENOUGH:
        return NATIVE
    return _likeliest(text[:_READ])


@lru_cache(maxsize=32)
def _likeliest(text: str) -> str:
    """Of one article this is asked several times."""
    return str(_identifier().classify(text)[0])


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(LANGUAGES)
    return identifier
