"""One text that is being written, a character with each step of the network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from textnn.engine.charrnn import StreamState
from textnn.engine.copying import NOTHING, CopyMixture, MatchModel
from textnn.engine.folder import Floats
from textnn.engine.sampling import sample, softmax
from textnn.results import GenerateOptions
from textnn.tasks.generate.endings import Guide
from textnn.text.characters import DOC, UNK, CharVocab


class Writing:
    """A text that grows as the network is stepped, by whoever steps it.

    Args:
        state: of the network before the last of the ids.
        ids: of the beginning, at least one.
        clean: the beginning in normal form.
        options: how to write.
        vocabulary: of the network.
        copiers: let it repeat names of the beginning.

    Attributes:
        state: of the network before ``token``.
        token: what it reads next.
        text: what was drawn; it grows by the last line of ``go_on``, for another thread reads it.
    """

    def __init__(
        self,
        state: StreamState,
        ids: Sequence[int],
        clean: str,
        options: GenerateOptions,
        vocabulary: CharVocab,
        copiers: Sequence[CopyMixture],
    ) -> None:
        self.state, self.token, self.text = state, ids[-1], ""
        self._options, self._vocabulary, self._copiers = options, vocabulary, copiers
        self._matches = [MatchModel(copier.shortest) for copier in copiers]
        for match in self._matches:
            for token in ids[:-1]:
                match.push(token)
        self._logits: Floats | None = None
        self._tokens = sample(
            Guide(self._read, vocabulary, clean, options.length),
            self.token,
            seed=options.seed,
            temperature=options.temperature,
            top_k=options.top_k,
            top_p=options.top_p,
            forbidden=(DOC, UNK),
        )

    @property
    def done(self) -> bool:
        """Whether the wanted length is reached, after which it may go on."""
        return len(self.text) >= self._options.length

    def go_on(self, logits: Floats, state: StreamState) -> None:
        """One character further.

        Args:
            logits: of the network after ``token``, shape (vocabulary_size,)
            state: after ``token``
        """
        self._logits, self.state = logits, state
        self.token = next(self._tokens)
        self.text += self._vocabulary.symbol(self.token)

    def _read(self, token: int) -> Floats:
        """Logits after ``token`` with what the copiers propose, shape (vocabulary_size,)."""
        logits = self._logits
        if logits is None or token != self.token:
            raise RuntimeError("the network has read another token")
        for match in self._matches:
            match.push(token, remember=not self.text)  # what it writes itself it must not copy
        if all(match.proposed == NOTHING for match in self._matches):
            return logits  # equal to log-probabilities but for a constant
        probabilities = softmax(logits)
        for copier, match in zip(self._copiers, self._matches, strict=True):
            if match.proposed != NOTHING:
                proposal = np.array(match.proposed), np.array(match.length)
                probabilities = copier.mix(probabilities, *proposal)
        with np.errstate(divide="ignore"):
            return np.log(probabilities)
