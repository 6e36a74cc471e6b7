"""The stream of answers of a page: no press is lost about its end."""

from __future__ import annotations

import pytest

from tests.ui.chromium import Open, expect, tab

pytestmark = pytest.mark.browser

_LATE = """(() => {
  const fetched = window.fetch;
  window.asked = [];
  window.answered = new Set();
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
      for (const [, id] of value.matchAll(/"msg":"process_completed","event_id":"(\\w+)"/g))
        window.answered.add(id);
      const cut = value.indexOf('data: {"msg":"close_stream"');
      if (cut) page.enqueue(cut < 0 ? value : value.slice(0, cut));
      if (cut < 0) return;
      await new Promise(go => setTimeout(go, 300));
      page.enqueue(value.slice(cut));
    }});
    return new Response(body.pipeThrough(new TextEncoderStream()), {headers: answer.headers});
  };
})()"""
"""A page that hears of the end of a stream late, as one on a busy machine does."""


def test_presses_about_the_end_of_a_stream_are_answered(visit: Open) -> None:
    page = visit()
    page.add_init_script(_LATE)
    page.reload()
    tab(page, "Histórico")
    expect(page.locator("#history-list")).to_be_visible()
    for moment in (0, 50, 100, 200, 280, 300, 320, 400):
        page.wait_for_function(
            "window.asked.length && window.asked.every(one => window.answered.has(one))"
        )
        tab(page, "Escrever")
        page.wait_for_timeout(moment)
        tab(page, "Histórico")
    page.wait_for_function("window.asked.every(one => window.answered.has(one))")


def test_a_stream_that_ends_too_early_is_asked_for_again(visit: Open) -> None:
    page = visit()
    closed = {"content_type": "text/event-stream", "body": 'data: {"msg": "close_stream"}\n\n'}
    page.route("**/queue/data*", lambda route: route.fulfill(**closed), times=2)
    page.locator("#highlight-examples button").first.click()
    expect(page.locator("#highlight-view mark").first).to_be_visible()
    expect(page.locator("#highlight-go")).to_be_enabled()
