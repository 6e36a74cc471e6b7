// Sharing a kept result: Python writes the box, this fetches it and carries presses to Python.
(() => {
  /** What an event happened to. @returns {HTMLInputElement} */
  const hit = event => event.target;
  const whole = box => {
    const address = box.querySelector('.address');
    if (!address) return;
    address.value = new URL(address.getAttribute('value'), document.baseURI).href;
    const send = box.querySelector('[data-link=send]');
    send.hidden = !navigator.share;
  };
  const ask = async (box, method = 'GET', days = '') => {
    box.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(`share/${box.dataset.run}${days && '?days=' + days}`, {method});
      const said = await answer.text();
      if (!box.matches('.share')) return;  // a new result has taken its place meanwhile
      if (answer.headers.get('content-type')?.startsWith('text/html')) box.innerHTML = said;
      else window.textnn.announce(box, JSON.parse(said).detail);
      whole(box);
    } catch {
      window.textnn.announce(box, window.textnn.say('disconnected'));
    }
    box.removeAttribute('aria-busy');
  };

  const open = button => {
    const line = button.closest('.history li')?.querySelector('.provenance') ?? button.closest('.provenance');
    const before = line.nextElementSibling?.matches('.share') ? line.nextElementSibling : null;
    button.setAttribute('aria-expanded', !before);
    if (before) return before.remove();
    const box = document.createElement('div');
    box.className = 'share';
    box.dataset.run = button.dataset.share;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', button.textContent);
    line.after(box);
    ask(box);
  };

  const acts = {
    make: box => ask(box, 'POST', box.querySelector('input:checked').value),
    revoke: box => ask(box, 'DELETE'),
    send: box => navigator.share({url: box.querySelector('.address').value}).catch(() => {}),
    copy: async (box, button) => {
      const address = box.querySelector('.address');
      address.select();
      try {
        await navigator.clipboard.writeText(address.value);
      } catch {
        document.execCommand('copy');  // a page without https has no clipboard of its own
      }
      const label = button.textContent;
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = label; }, 2500);
    },
  };
  document.addEventListener('click', event => {
    const opener = hit(event).closest?.('.provenance [data-share], .history [data-share]');
    if (opener) open(opener);
    const button = hit(event).closest?.('.share [data-link]');
    if (button) acts[button.dataset.link](button.closest('.share'), button);
    const address = hit(event).closest?.('.share .address');
    if (address) address.select();
  });
})();
