// The one stream on which Gradio's page awaits all answers. Gradio's server ends it when nothing is awaited any more, and
// the page opens it with the next press. Where that press is confirmed just before the page hears of the end, each
// believes in the other: nobody listens, and the press is lost. So the page is given a stream that never ends, and here the
// server is asked for its own whenever an event has no answer and none is open.
(() => {
  const plain = window.fetch;
  const awaited = new Set();  // events that were confirmed and have no answer
  const early = new Set();  // events that were answered before their confirmation was read
  const utf8 = new TextEncoder();
  const DATA = '/queue/data', JOIN = '/queue/join', END = '\n\n';

  /** What the page reads. @type {ReadableStreamDefaultController<Uint8Array> | null} */
  let page = null;
  /** Asks the server for its stream. @type {() => Promise<Response>} */
  let ask;
  let open = false;

  /** Hands a message on, but for the end of the server's stream. @param {string} message */
  const hand = message => {
    // What an answer holds may be long and say anything: only its beginning is looked at.
    const [, said, event] = message.slice(0, 200).match(/"msg":\s*"(\w+)"(?:,\s*"event_id":\s*"(\w+)")?/) ?? [];
    if (said === 'close_stream') return;
    if (said === 'process_completed' && event && !awaited.delete(event)) early.add(event);
    if (said === 'unexpected_error') awaited.clear();
    page?.enqueue(utf8.encode(message + END));
  };

  /** Reads a stream of the server to its end. @param {Response} answer */
  const read = async answer => {
    if (!answer.ok || !answer.body) throw new TypeError(`stream: ${answer.status}`);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const {done, value} = await reader.read();
      if (done) return;
      const messages = (text + value).split(END);
      text = messages.pop() ?? '';
      messages.forEach(hand);
    }
  };

  /** Reads streams for as long as something is awaited. @param {Promise<Response>} first */
  const listen = async first => {
    open = true;
    try {
      for (let answer = await first; ; answer = await ask()) {
        const before = awaited.size;
        await read(answer);
        if (!awaited.size) break;
        // A server that ends at once while something is awaited is not asked all the time.
        if (before === awaited.size) await new Promise(done => { setTimeout(done, 200); });
      }
    } catch (error) {
      awaited.clear();
      page?.error(error);
      page = null;
    }
    open = false;
  };

  window.fetch = async (input, init) => {
    const path = new URL(input instanceof Request ? input.url : input, document.baseURI).pathname;
    if (path.endsWith(DATA)) {
      ask = () => plain(input, init);
      const first = ask();
      const body = new ReadableStream({
        start: control => { page = control; listen(first); },
        cancel: () => { page = null; },
      });
      const {headers, status} = await first;
      return new Response(body, {headers, status});
    }
    const answer = await plain(input, init);
    if (path.endsWith(JOIN) && answer.ok) {
      const {event_id: event} = await answer.clone().json();
      if (event && !early.delete(event)) awaited.add(event);
      if (awaited.size && page && !open) listen(ask());
    }
    return answer;
  };
})();
