"""What the reranker sees of lines, by hand."""

from __future__ import annotations

import numpy as np

from tests.readers import small_lexicon
from textnn.engine.reranker import LINE_FEATURES, TOKEN_FEATURES, open_line, open_source

LEXICON = small_lexicon()
SOURCE = open_source("O rio subiu muito ontem. A ponte velha do rio abriu depois.", LEXICON)


def test_tokens_are_followed_through_the_sentence_that_covers_them() -> None:
    line = open_line("Ponte abriu velha cidade", SOURCE, LEXICON)
    assert line.features.shape == (4, TOKEN_FEATURES)
    assert line.about.shape == (LINE_FEATURES,)
    in_article, in_first, in_best = line.features[:, 0], line.features[:, 2], line.features[:, 4]
    assert in_article.tolist() == in_best.tolist() == [1, 1, 1, 0]
    assert not in_first.any()
    placed, left_out, back = line.features[:, 10], line.features[:, 11], line.features[:, 12]
    assert placed.tolist() == [1, 1, 1, 0]
    np.testing.assert_allclose(left_out, np.log1p([0, 3, 4, 0]), rtol=1e-6)
    assert back.tolist() == [0, 0, 1, 0]
    assert line.features[3, 13] == np.float32(-0.2)
    assert line.about[2] == 0.5, "the second sentence covers it best"


def test_words_side_by_side_in_the_article_are_known() -> None:
    line = open_line("A ponte velha abriu", SOURCE, LEXICON)
    assert line.features[:, 8].tolist() == [0, 1, 1, 0]
    assert line.features[:, 9].tolist() == [1, 1, 0, 0]


def test_anything_is_a_line_and_an_article() -> None:
    for text in ("", "…", "x" * 300):
        for line in ("", "!", "Ponte abriu"):
            found = open_line(line, open_source(text, LEXICON), LEXICON)
            assert np.isfinite(found.features).all()
            assert np.isfinite(found.about).all()
            assert len(found.rows) == len(found.affixes) == len(found.shapes) >= 1
