"""Whatever is asked about the end of a page's stream of answers is answered."""

from __future__ import annotations

import pytest

from tests.ui.chromium import Open, Page, tab
from textnn.ui.gradio_patches import Sessions

pytestmark = pytest.mark.browser

_SLOW = """(() => {
  const fetched = window.fetch, end = 'data: {"msg":"close_stream"';
  window.asked = [];
  window.answered = new Set();
  const note = text => {
    for (const [, id] of text.matchAll(/"msg":"process_completed","event_id":"(\\w+)"/g))
      window.answered.add(id);
    for (const [, id] of text.matchAll(/"event_id":"(\\w+)"[^\\n]*"msg":"process_completed"/g))
      window.answered.add(id);
  };
  window.fetch = async (...given) => {
    const address = String(given[0]?.url ?? given[0]);
    const answer = await fetched(...given);
    if (address.includes('queue/join'))
      answer.clone().json().then(one => window.asked.push(one.event_id));
    if (!address.includes('queue/data')) return answer;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const body = new ReadableStream({async pull(page) {
      const {value, done} = await reader.read();
      if (done) return page.close();
      const cut = value.indexOf(end);
      const first = cut < 0 ? value : value.slice(0, cut);
      note(first);
      if (first) page.enqueue(first);
      if (cut < 0) return;
      await new Promise(go => setTimeout(go, 300));
      page.enqueue(value.slice(cut));
    }});
    return new Response(body.pipeThrough(new TextEncoderStream()), {headers: answer.headers});
  };
})()"""
"""A page that notices the end of its stream late, as a busy one does."""


def test_nothing_asked_about_the_end_of_a_stream_stays_without_answer(
    visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sessions, "LINGER", 1.0)
    monkeypatch.setattr(Sessions, "NOTICE", 0.5)
    page = visit()
    page.add_init_script(_SLOW)
    page.reload()
    tab(page, "Histórico")
    for moment in (0, 50, 1000, 1100, 1200, 1300):
        all_answered(page)
        tab(page, "Escrever")
        page.wait_for_timeout(moment)
        tab(page, "Histórico")
    all_answered(page)


def all_answered(page: Page) -> None:
    page.wait_for_function(
        "window.asked.length && window.asked.every(one => window.answered.has(one))"
    )
