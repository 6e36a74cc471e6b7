"""The one error a user ever reads."""

from __future__ import annotations


class UserError(Exception):
    """Something the person can mend, said in one clear sentence.

    The message exists in both screen languages because the same error reaches a Portuguese
    browser, an English browser, the command line and the HTTP interface.

    Args:
        pt: the sentence in Brazilian Portuguese: what happened, what is kept, what to do now.
        en: its faithful translation.
        code: a stable word for programs, such as ``empty-text``.
    """

    def __init__(self, pt: str, en: str, *, code: str) -> None:
        super().__init__(en)
        self.pt = pt
        self.en = en
        self.code = code

    def say(self, language: str) -> str:
        """The sentence in ``language`` (``"pt"`` or anything starting with it; else English)."""
        return self.pt if language.lower().startswith("pt") else self.en
