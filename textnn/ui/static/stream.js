// Keeps open the stream on which Gradio's page waits. The server ends it after the last answer; an event
// that leaves the page at that moment is answered on a stream that nobody opens any more, and waits for
// ever. Here an end that comes while an event has no answer is not handed on: the stream is asked for again.
(() => {
  const plain = window.fetch;
  const waiting = new Set();  // ids of the events without an answer
  const AGAIN = 100;  // milliseconds, so that a server that ends at once is not asked all the time

  /** What a message of the stream says of itself; its data, which may be long, are not read. */
  const head = message => {
    const [, msg, event] = message.slice(0, 200).match(/"msg":\s*"(\w+)"(?:,\s*"event_id":\s*"(\w+)")?/) ?? [];
    return {msg, event};
  };

  /** The bytes of the stream and of those that follow it. */
  const kept = (first, ask) => {
    let reader = first.body.getReader();
    const pump = async control => {
      let text = '', early = false;
      const decoder = new TextDecoder();
      for (;;) {
        const {done, value} = await reader.read();
        if (done) break;
        text += decoder.decode(value, {stream: true});
        const whole = text.lastIndexOf('\n\n') + 2;
        if (whole < 2) continue;
        const handed = text.slice(0, whole).split('\n\n').filter(message => {
          const {msg, event} = head(message);
          if (msg === 'process_completed') waiting.delete(event);
          if (msg === 'unexpected_error') waiting.clear();
          early ||= msg === 'close_stream' && waiting.size > 0;
          return message && !(early && msg === 'close_stream');
        });
        text = text.slice(whole);
        if (handed.length) control.enqueue(new TextEncoder().encode(handed.join('\n\n') + '\n\n'));
      }
      if (!early) return control.close();
      await new Promise(done => { setTimeout(done, AGAIN); });
      const next = await ask();
      if (!next.ok || !next.body) throw new TypeError(`stream: ${next.status}`);
      reader = next.body.getReader();
      return pump(control);
    };
    return new ReadableStream({
      start: control => { pump(control).catch(error => { waiting.clear(); control.error(error); }); },
      cancel: reason => reader.cancel(reason),
    });
  };

  window.fetch = async (input, init) => {
    const path = new URL(input instanceof Request ? input.url : input, document.baseURI).pathname;
    const ask = () => plain(input, init);
    const answer = await ask();
    if (path.endsWith('/queue/join') && answer.ok) {
      const {event_id} = await answer.clone().json();
      if (event_id) waiting.add(event_id);
    }
    if (!path.endsWith('/queue/data') || !answer.ok || !answer.body) return answer;
    return new Response(kept(answer, ask), {headers: answer.headers, status: answer.status});
  };
})();
