// The conversation: Python sends what changed (tabs/chat.py), this draws it and carries presses back.
(() => {
  const own = window.textnn;
  const asked = (navigator.languages?.[0] ?? navigator.language ?? '').toLowerCase();
  const words = own.words[asked.startsWith('pt') ? 'pt' : 'en'];
  const ARTICLES = '.txt,.html,.htm,.pdf,.docx', PICTURES = '.png,.jpg,.jpeg,.webp,.gif,.bmp,.tif,.tiff';
  const NEAR = 120;  // pixels from the end of the page within which a reader follows a growing reply
  const PATIENCE = 700;  // milliseconds after which a message says that it waits
  const SILENCE = 3000;  // milliseconds without a word of the reply after which the page asks again

  const make = (tag, kind, into, fields = {}) => {
    const node = Object.assign(document.createElement(tag), {className: kind, ...fields});
    into?.append(node);
    return node;
  };
  const asUrl = blob => new Promise((give, fail) => {
    const reader = new FileReader();
    reader.onload = () => give(reader.result);
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
  const fine = () => matchMedia('(pointer: fine)').matches;

  own.chat = (element, trigger, props, watch) => {
    const now = {conversation: '', asked: 0, busy: false, accepted: true, fromBox: false, files: []};

    // What the person sees
    const page = make('div', 'talk-page', element);
    const nav = make('nav', 'talks', page, {ariaLabel: words.chat_list});
    const drawer = make('button', 'quiet drawer', nav, {type: 'button', textContent: words.chat_list, ariaExpanded: 'false'});
    const body = make('div', 'talks-body', nav);
    make('button', 'quiet', body, {type: 'button', textContent: words.chat_new}).dataset.do = 'new';
    const search = make('input', '', body, {type: 'search', placeholder: words.chat_search, ariaLabel: words.chat_search});
    const list = make('div', 'talks-list', body);
    make('button', 'aside', body, {type: 'button', textContent: words.chat_export_all}).dataset.do = 'export_all';
    make('button', 'aside danger', body, {type: 'button', textContent: words.chat_delete_all}).dataset.do = 'delete_all';
    const talk = make('div', 'talk', page);
    const head = make('header', 'talk-head', talk);
    const empty = make('div', '', talk);
    const log = make('div', 'messages', talk, {role: 'log', ariaLabel: words.chat_log, ariaLive: 'off'});
    const composer = make('div', 'composer', talk);
    const note = make('p', 'note', composer, {role: 'alert'});
    const done = make('p', 'hint', composer, {role: 'status'});
    const box = make('div', 'box', composer);
    const attached = make('ul', 'attached', box);
    const roomy = matchMedia('(min-width: 600px)').matches;
    const hint = props.addresses && roomy ? words.chat_hint : words.chat_hint_offline;
    const text = make('textarea', '', box, {rows: 1, ariaLabel: words.chat_box, placeholder: hint});
    const row = make('div', 'row', box);
    const attach = make('button', 'quiet', row, {type: 'button', textContent: words.chat_attach, title: words.chat_attach_what});
    const keys = make('span', 'hint', row, {textContent: props.addresses ? words.chat_keys : words.chat_keys_offline});
    const stop = make('button', 'quiet', row, {type: 'button', textContent: words.chat_stop, hidden: true});
    const send = make('button', 'quiet strong', row, {type: 'button', textContent: words.chat_send});
    const live = make('p', 'unseen', composer, {ariaLive: 'polite'});
    const dialog = make('dialog', 'picture-dialog talk-dialog', element);
    keys.id = 'chat-keys';
    text.setAttribute('aria-describedby', keys.id);

    const fit = () => {
      text.style.height = 'auto';
      text.style.height = text.scrollHeight + 2 + 'px';
    };
    const focus = () => { if (fine()) text.focus({preventScroll: true}); };
    const busy = on => {
      now.busy = on;
      talk.toggleAttribute('data-busy', on);
      stop.hidden = !on;
      stop.disabled = false;
      stop.textContent = words.chat_stop;
      send.hidden = on;
    };
    const say = (where, sentence) => { where.textContent = sentence ?? ''; };

    // Follow a growing reply until the reader goes up, and only while the question stays in sight
    const scroller = document.scrollingElement;
    let following = false;
    const leave = () => { following = false; };
    const follow = () => {
      const last = [...log.querySelectorAll(':scope > .msg:has(.asked)')].at(-1);
      const most = last ? last.getBoundingClientRect().top + scrollY - 12 : Infinity;
      const target = Math.min(scroller.scrollHeight - innerHeight, most);
      if (target > scrollY) scrollTo({top: target});
    };
    addEventListener('wheel', event => { if (event.deltaY < 0) leave(); }, {passive: true});
    addEventListener('touchmove', leave, {passive: true});
    addEventListener('keydown', event => { if (['PageUp', 'Home', 'ArrowUp'].includes(event.key)) leave(); });
    addEventListener('scroll', () => {
      if (now.busy && scroller.scrollHeight - innerHeight - scrollY < NEAR) following = true;
    }, {passive: true});
    new ResizeObserver(() => { if (following) follow(); }).observe(log);
    const settle = () => setTimeout(() => { if (!now.busy) following = false; }, PATIENCE);

    // Messages: only what has changed is drawn anew
    const put = ([id, html]) => {
      let one = [...log.children].find(other => other.dataset.id === id);
      if (!one) {
        one = make('div', 'msg', log);
        one.dataset.id = id;
      }
      if (one.html === html) return one;
      one.html = html;
      one.innerHTML = html;
      return one;
    };
    const address = () => {
      const url = new URL(location.href);
      if (now.conversation) url.searchParams.set('c', now.conversation);
      else url.searchParams.delete('c');
      if (url.href !== location.href) history.replaceState(history.state, '', url);
    };
    const wanted = () => {
      const what = log.lastElementChild?.querySelector('[data-wanted]')?.dataset.wanted;
      text.placeholder = what === 'picture' ? words.chat_hint_picture : what === 'article' ? words.chat_hint_article : hint;
    };
    const surroundings = patch => {
      if ('head' in patch) head.innerHTML = patch.head;
      if ('list' in patch) list.innerHTML = patch.list;
    };

    const accept = () => {
      now.accepted = true;
      log.querySelector(':scope > .pending')?.remove();
      if (now.fromBox) {
        text.value = '';
        now.files = [];
        files();
        fit();
      }
    };
    const idle = sentence => {
      log.querySelector(':scope > .pending')?.remove();
      for (const reply of log.querySelectorAll('.reply[aria-busy]')) {  // it grows no more
        reply.removeAttribute('aria-busy');
        reply.querySelector('.status')?.remove();
      }
      empty.hidden = !!log.children.length;
      say(note, sentence);
      busy(false);
      focus();
    };
    const awaited = patch => now.busy && !now.accepted && patch.asked === String(now.asked);
    const turn = patch => {
      const ended = patch.status !== 'working';
      const mine = patch.turn === now.conversation || (awaited(patch) && !now.conversation);
      if (!mine) { if ('list' in patch) list.innerHTML = patch.list; return; }
      const sent = awaited(patch);
      if (sent) accept();
      if (!now.conversation && sent) log.replaceChildren();
      now.conversation = ended ? patch.conversation : patch.turn;
      empty.hidden = true;
      const last = patch.messages.map(put).reduce((before, one) => { before.after(one); return one; });
      while (last.nextSibling) last.nextSibling.remove();
      surroundings(patch);
      address();
      if (ended) {
        busy(false);
        say(live, patch.say);
        wanted();
        settle();
        if (!document.activeElement || [document.body, stop, send].includes(document.activeElement)) focus();
      }
    };
    const whole = patch => {
      if (now.busy) { list.innerHTML = patch.list; return; }  // somebody said something meanwhile
      now.conversation = patch.conversation;
      busy(false);
      log.replaceChildren();
      patch.messages.forEach(put);
      empty.innerHTML = patch.empty ?? '';
      empty.hidden = !patch.empty;
      surroundings(patch);
      address();
      wanted();
      drawer.ariaExpanded = 'false';
      following = !!patch.messages.length && !!element.offsetParent;
      settle();
    };
    const apply = patch => {
      if ('refused' in patch) return patch.asked === String(now.asked) ? idle(patch.refused) : undefined;
      // What a search found, asked for by a silence too, says nothing of what was said last.
      if ('list' in patch && Object.keys(patch).length === 2) return surroundings(patch);
      say(note, patch.note);
      say(done, patch.done);
      if ('turn' in patch) turn(patch);
      else if (patch.reset) whole(patch);
      else surroundings(patch);
      if (patch.save) own.save(patch.save);
      if (patch.ask) {
        dialog.innerHTML = patch.ask;
        dialog.showModal();
        const input = dialog.querySelector('input');
        input?.focus();
        input?.select();
      }
    };
    own.chatApply = apply;
    const letter = () => { if (props.value) apply(JSON.parse(props.value)); };
    watch('value', letter);

    // Saying something. Where the stream of answers was cut on its way (a proxy, a sleeping laptop)
    // the reply may have gone with it; whatever is asked next brings what there is.
    let silence = 0;
    const find = () => trigger('input', {conversation: now.conversation, query: search.value});
    const speak = (data, shown) => {
      if (now.busy) return;
      say(note, '');
      say(done, '');
      now.accepted = false;
      now.asked += 1;
      now.fromBox = data.do === 'box';
      busy(true);
      if (shown !== undefined) {
        const one = make('div', 'msg pending', log);
        const bubble = make('div', 'asked', one);
        make('p', 'said', bubble, {textContent: shown.length > 600 ? shown.slice(0, 600) + '…' : shown});
        const waits = make('p', 'hint', bubble);
        setTimeout(() => { waits.textContent = words.chat_waiting; }, PATIENCE);
        empty.hidden = true;
      }
      following = true;
      say(live, words.chat_working);
      clearInterval(silence);
      silence = setInterval(() => {
        if (!now.busy || now.accepted) clearInterval(silence);
        else find();
      }, SILENCE);
      trigger('submit', {asked: String(now.asked), conversation: now.conversation, query: search.value, ...data});
    };
    const sendBox = () => {
      const said = text.value;
      if (now.busy || (!said.trim() && !now.files.length)) return;
      speak({do: 'box', text: said, files: now.files}, said.trim() || now.files.map(one => one.name).join(', '));
    };
    send.onclick = sendBox;
    stop.onclick = () => {
      stop.disabled = true;
      stop.textContent = words.chat_stopping;
      trigger('stop', {asked: String(now.asked)});
    };
    text.addEventListener('input', fit);
    text.addEventListener('keydown', event => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      sendBox();
    });
    element.addEventListener('keydown', event => {
      if (event.key === 'Escape' && now.busy && !dialog.open) stop.click();
    });

    // What comes with it
    const files = () => {
      attached.replaceChildren();
      attached.hidden = !now.files.length;
      for (const one of now.files) {
        const item = make('li', '', attached);
        if (one.url.startsWith('data:image/')) make('img', '', item, {src: one.url, alt: ''});
        make('span', '', item, {textContent: one.name});
        const off = make('button', 'aside', item, {type: 'button', textContent: '×', ariaLabel: words.chat_detach.replace('{name}', one.name)});
        off.onclick = () => { now.files = now.files.filter(other => other !== one); files(); focus(); };
      }
    };
    const take = async given => {
      say(note, '');
      for (const file of given) {
        if (own.maxUpload && file.size > own.maxUpload) {
          say(note, own.say('too_big').replace('{limit}', Math.floor(own.maxUpload / 2 ** 20) + ' MB'));
        } else if (now.files.length >= props.most) {
          say(note, words.chat_too_many.replace('{most}', props.most));
        } else {
          now.files.push({name: file.name || words.intake_pasted + '.png', url: await asUrl(file)});
        }
      }
      files();
      focus();
    };
    attach.onclick = () => {
      const input = make('input', '', null, {type: 'file', multiple: true, accept: `${ARTICLES},${PICTURES}`});
      input.onchange = () => take([...input.files]);
      input.click();
    };
    text.addEventListener('paste', event => {
      const given = [...(event.clipboardData?.files ?? [])];
      if (!given.length) return;
      event.preventDefault();
      take(given);
    });
    const over = on => box.classList.toggle('over', on);
    talk.addEventListener('dragover', event => { event.preventDefault(); over(true); });
    talk.addEventListener('dragleave', event => { if (!talk.contains(event.relatedTarget)) over(false); });
    talk.addEventListener('drop', event => {
      event.preventDefault();
      over(false);
      take([...event.dataTransfer.files]);
    });

    // Saying something else in the place of a message
    const edit = button => {
      const one = button.closest('.msg'), bubble = one.querySelector('.asked');
      const before = one.html;
      one.html = '';
      const form = make('form', 'asked editing');
      const area = make('textarea', '', form, {value: bubble.querySelector('.said')?.textContent ?? '', ariaLabel: words.chat_edit_box, rows: 3});
      make('p', 'hint', form, {textContent: words.chat_edit_note});
      const line = make('div', 'row', form);
      make('button', 'quiet strong', line, {textContent: words.chat_send});
      const back = () => { put([one.dataset.id, before]).querySelector('[data-do=edit]').focus(); };
      make('button', 'quiet', line, {type: 'button', textContent: words.chat_cancel, onclick: back});
      bubble.replaceWith(form);
      area.focus();
      form.onsubmit = event => {
        event.preventDefault();
        if (area.value.trim()) speak({do: 'edit', message: button.dataset.message, text: area.value});
      };
      area.onkeydown = event => {
        if (event.key === 'Escape') back();
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        form.requestSubmit();
      };
    };

    // Presses
    const acts = {
      say: button => speak({do: 'say', text: button.dataset.text}, button.dataset.text),
      example: button => speak({do: 'example', name: button.dataset.name}, button.querySelector('b').textContent),
      retry: button => speak({do: 'retry', message: button.dataset.message}),
      edit: button => { if (!now.busy) edit(button); },
      swap: () => { text.placeholder = words.chat_hint_article; text.focus(); },
      cancel: () => dialog.close(),
    };
    const carry = data => trigger('click', {conversation: now.conversation, query: search.value, ...data});
    element.addEventListener('click', event => {
      const button = event.target.closest('[data-do]');
      if (!button || button.tagName === 'FORM') return;
      if (acts[button.dataset.do]) { acts[button.dataset.do](button); return; }
      const data = {...button.dataset};
      if (data.do === 'like') {
        const on = button.ariaPressed !== 'true';
        button.parentElement.querySelectorAll('[data-do=like]').forEach(other => { other.ariaPressed = String(on && other === button); });
        data.value = on ? data.value : '';
        button.closest('.tools').querySelectorAll('[data-do=reason]').forEach(one => { one.ariaPressed = 'false'; });
      }
      if (data.do === 'reason') {
        const on = button.ariaPressed !== 'true';
        button.parentElement.querySelectorAll('[data-do=reason]').forEach(other => { other.ariaPressed = String(on && other === button); });
        data.reason = on ? data.reason : '';
      }
      if (dialog.open) dialog.close();
      if (['open', 'new', 'deleted', 'deleted_all'].includes(data.do)) {  // what runs is kept, unseen
        now.asked += 1;
        busy(false);
      }
      if (data.do === 'new') {
        now.conversation = '';
        log.replaceChildren();
        head.replaceChildren();
        empty.hidden = false;
        focus();
      }
      carry(data);
    });
    dialog.addEventListener('submit', event => {
      const form = event.target;
      carry({...form.dataset, title: form.elements.title.value});
    });
    let typing = 0;
    search.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(find, 200);
    });
    drawer.onclick = () => { drawer.ariaExpanded = String(drawer.ariaExpanded !== 'true'); };

    // An article that is unfolded shows the marked place
    element.addEventListener('toggle', event => {
      if (!event.target.matches('details.origin[open]')) return;
      const sheet = event.target.querySelector('.sheet'), mark = sheet.querySelector('mark');
      if (mark) sheet.scrollTop = mark.offsetTop - sheet.offsetTop - 40;
    }, true);

    // A refusal of the server that Python never saw, such as a full queue, comes as a toast
    new MutationObserver(changes => {
      const added = changes.flatMap(change => [...change.addedNodes]);
      if (!now.busy || !added.some(one => one instanceof Element && (one.matches('.toast-body.error') || one.querySelector('.toast-body.error')))) return;
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const said = [...document.querySelectorAll('.toast-body.error :is(.toast-text, .toast-message-text)')].at(-1);
        if (now.busy) idle(said?.textContent ?? own.say('broken'));
      }));
    }).observe(document.body, {childList: true, subtree: true});

    files();
    letter();
    own.letters?.forEach(apply);
  };

  // Changes beside those of a reply
  own.chatLetter = (props, watch) => {
    const letter = () => {
      if (!props.value) return;
      const patch = JSON.parse(props.value);
      if (own.chatApply) own.chatApply(patch);
      else (own.letters ??= []).push(patch);
    };
    watch('value', letter);
    letter();
  };
})();
