// The history: lines are ticked and fetched as one file; a name and a label go with the press.
(() => {
  /** What an event happened to. @returns {HTMLInputElement} */
  const hit = event => event.target;
  const own = window.textnn;
  const picked = new Set();  // values of boxes; the list may be drawn anew meanwhile

  const boxes = view => [...view.querySelectorAll('.pick')];
  const tell = view => {
    const ticked = boxes(view).filter(box => box.checked).length, button = view.querySelector('[data-pack]');
    button.disabled = !ticked;
    button.textContent = ticked ? button.dataset.many.replace('{count}', ticked) : button.dataset.label;
    const all = view.querySelector('[data-pick-all]');
    all.checked = ticked > 0 && ticked === boxes(view).length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  const tick = (box, on) => {
    box.checked = on;
    if (on) picked.add(box.value);
    else picked.delete(box.value);
  };
  const fetched = async (view, button) => {
    const chosen = new URLSearchParams();
    boxes(view).filter(box => box.checked).forEach(box => chosen.append(box.dataset.pick, box.value));
    button.disabled = true;
    try {
      const answer = await fetch('history.zip', {method: 'POST', body: chosen});
      if (answer.ok) own.saveBlob(answer.headers.get('content-disposition').split('"')[1], await answer.blob());
      else own.announce(button, (await answer.json()).error);
    } catch {
      own.announce(button, own.say('disconnected'));
    }
    button.disabled = false;
  };

  document.addEventListener('change', event => {
    const view = hit(event).closest?.('#history-list .history');
    if (!view) return;
    if (hit(event).matches('.pick')) tick(hit(event), hit(event).checked);
    if (hit(event).matches('[data-pick-all]')) boxes(view).forEach(box => tick(box, hit(event).checked));
    tell(view);
  });
  document.addEventListener('click', event => {
    const button = hit(event).closest?.('#history-list [data-pack]');
    if (button) fetched(button.closest('.history'), button);
  });
  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !hit(event).closest?.('.naming')) return;
    event.preventDefault();
    hit(event).closest('.naming').querySelector('[data-do=note]').click();
  });

  own.history = (element, trigger) => {
    element.addEventListener('click', event => {
      const button = event.target.closest('[data-do]');
      if (!button) return;
      const fields = button.closest('.naming')?.querySelectorAll('input') ?? [];
      trigger('click', {...button.dataset, ...Object.fromEntries([...fields].map(one => [one.name, one.value]))});
    });
    new MutationObserver(() => {
      const view = element.querySelector('.history');
      if (!view || view.dataset.ticked) return;
      view.dataset.ticked = '1';
      boxes(view).forEach(box => { box.checked = picked.has(box.value); });
      tell(view);
    }).observe(element, {childList: true, subtree: true});
  };
})();
