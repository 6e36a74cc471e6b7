// How pictures come in: files, drops, the clipboard, the camera, the pad. intake.py tells the rest.
(() => {
  const own = window.textnn;
  const asked = (navigator.languages?.[0] ?? navigator.language ?? '').toLowerCase();
  const words = own.words[asked.startsWith('pt') ? 'pt' : 'en'];
  const REDUCED = 640;  // pixels; pictures to learn from need no more, and travel faster

  const make = (tag, kind, into, fields = {}) => {
    const node = Object.assign(document.createElement(tag), {className: kind, ...fields});
    into?.append(node);
    return node;
  };
  const press = (into, text, onclick) => make('button', 'quiet', into, {type: 'button', textContent: text, onclick});

  const asUrl = blob => new Promise((give, fail) => {
    const reader = new FileReader();
    reader.onload = () => give(reader.result);
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });

  // A file as {name, url}; reduced where asked for and where the browser can read it.
  const packed = async (file, reduce) => {
    if (reduce) {
      const image = await createImageBitmap(file).catch(() => null);
      if (image && Math.max(image.width, image.height) > REDUCED) {
        const by = REDUCED / Math.max(image.width, image.height);
        const canvas = make('canvas', '', null, {width: Math.max(1, Math.round(image.width * by)), height: Math.max(1, Math.round(image.height * by))});
        const on = canvas.getContext('2d');
        on.fillStyle = '#ffffff';
        on.fillRect(0, 0, canvas.width, canvas.height);
        on.drawImage(image, 0, 0, canvas.width, canvas.height);
        return {name: file.name, url: canvas.toDataURL('image/jpeg', 0.9)};
      }
    }
    return {name: file.name || words.intake_pasted, url: file.size ? await asUrl(file) : ''};
  };

  const open = (accept, multiple, got) => {
    const input = make('input', '', null, {type: 'file', accept, multiple});
    input.onchange = () => got([...input.files]);
    input.click();
  };
  const PICTURES = 'image/png,image/jpeg,image/webp,image/gif,image/bmp,image/tiff';
  const dropped = (element, got) => {
    const over = on => element.classList.toggle('over', on);
    element.addEventListener('dragover', event => { event.preventDefault(); over(true); });
    element.addEventListener('dragleave', event => { if (!element.contains(event.relatedTarget)) over(false); });
    element.addEventListener('drop', event => {
      event.preventDefault();
      over(false);
      const files = [...event.dataTransfer.files];
      if (files.length) got(files);
    });
  };

  // Camera and pad in a dialog of their own
  const dialog = (title, closed) => {
    const box = make('dialog', 'picture-dialog', document.querySelector('.gradio-container') ?? document.body);
    const head = make('h3', '', box, {textContent: title, id: 'dialog-' + Math.random().toString(36).slice(2)});
    box.setAttribute('aria-labelledby', head.id);
    box.addEventListener('close', () => { closed(); box.remove(); });
    return box;
  };
  const camera = shot => {
    let stream = null, count = 0;
    const box = dialog(words.camera, () => { stream?.getTracks().forEach(track => track.stop()); stream = 'closed'; });
    const video = make('video', '', box, {autoplay: true, muted: true, playsInline: true});
    const said = make('p', 'hint', box, {textContent: words.camera_waiting});
    said.setAttribute('role', 'status');
    const row = make('div', 'row', box);
    const shoot = press(row, words.camera_shoot, () => {
      const by = Math.min(1, REDUCED / Math.max(video.videoWidth, video.videoHeight));
      const canvas = make('canvas', '', null, {width: Math.round(video.videoWidth * by), height: Math.round(video.videoHeight * by)});
      canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height);
      count += 1;
      const more = shot({name: words.camera_file.replace('{n}', String(count)), url: canvas.toDataURL('image/jpeg', 0.92)});
      if (more) said.textContent = words.camera_count.replace('{n}', String(count));
      else box.close();
    });
    shoot.disabled = true;
    press(row, words.close, () => box.close());
    box.showModal();
    if (!navigator.mediaDevices?.getUserMedia) { said.textContent = words.camera_insecure; return; }
    navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment', width: {ideal: 1280}}}).then(opened => {
      if (stream === 'closed') { opened.getTracks().forEach(track => track.stop()); return; }
      stream = video.srcObject = opened;
      video.onloadedmetadata = () => { shoot.disabled = false; said.textContent = ''; shoot.focus(); };
    }, error => {
      video.hidden = true;
      said.textContent = error.name === 'NotAllowedError' ? words.camera_denied : words.camera_none;
    });
  };
  const drawing = drawn => {
    const box = dialog(words.draw_title, () => {});
    const place = make('div', '', box);
    const options = {side: 280, ground: '#ffffff', tools: ['pen', 'line', 'eraser'], sizes: [11, 21, 34], swatches: []};
    const pad = own.pad(place, () => {}, {value: ''}, () => {}, options);
    const row = make('div', 'row', box);
    press(row, words.draw_use, () => {
      const url = pad.picture();
      if (!url) return;
      drawn({name: 'drawing', url});
      pad.clear();
    });
    press(row, words.close, () => box.close());
    box.showModal();
  };

  // One picture: a place to drop it, which shows it
  own.intake = (element, trigger, props, watch) => {
    const box = make('div', 'intake', element);
    const frame = make('div', 'intake-frame', box);
    const row = make('div', 'row', box);
    const note = make('p', 'note', box);
    note.setAttribute('role', 'alert');
    let sent = '';
    const picture = () => { try { return JSON.parse(props.value || 'null'); } catch { return null; } };
    const show = () => {
      const now = picture();
      frame.replaceChildren();
      clears.hidden = !now;
      note.textContent = '';
      if (!now) { make('p', '', frame, {innerHTML: words.intake_hint}); return; }
      if (!now.url) { make('p', '', frame, {textContent: now.name}); return; }
      const image = make('img', '', frame, {alt: words.intake_shown.replace('{name}', now.name), src: now.url});
      image.onerror = () => image.replaceWith(make('p', '', null, {textContent: now.name}));
    };
    const give = one => {
      props.value = sent = JSON.stringify(one);
      show();
      trigger('pick');
      return false;
    };
    const take = async ([file]) => {
      if (own.maxUpload && file.size > own.maxUpload) give({name: file.name, url: '', large: true});
      else give(await packed(file, false));
    };
    press(row, words.intake_open, () => open(PICTURES, false, take));
    if (navigator.clipboard?.read) press(row, words.intake_paste, async () => {
      const items = await navigator.clipboard.read().catch(() => null);
      for (const item of items ?? []) {
        const type = item.types.find(one => one.startsWith('image/'));
        if (type) { take([new File([await item.getType(type)], words.intake_pasted, {type})]); return; }
      }
      note.innerHTML = items ? words.paste_none : words.paste_denied;
    });
    if (window.textnn.webcam) press(row, words.camera, () => camera(give));
    const clears = press(row, words.pad_clear, () => {
      props.value = sent = '';
      show();
      trigger('clear');
    });
    dropped(frame, take);
    document.addEventListener('paste', event => {
      if (!element.isConnected || !frame.offsetParent || document.querySelector('dialog[open]')) return;
      const file = [...(event.clipboardData?.files ?? [])].find(one => one.type.startsWith('image/'));
      if (!file) return;
      event.preventDefault();
      take([file.name ? file : new File([file], words.intake_pasted, {type: file.type})]);
    });
    watch('value', () => { if (props.value !== sent) { sent = props.value; show(); } });
    show();
  };

  // The pictures of one class: Python makes the view, buttons say where pictures come from
  own.shelf = (element, trigger) => {
    const take = async files => {
      const whole = files.filter(file => !own.maxUpload || file.size <= own.maxUpload);
      const pictures = [];
      for (const file of whole) pictures.push(await packed(file, true));
      trigger('pick', {pictures, refused: files.length - whole.length});
    };
    const give = one => { trigger('pick', {pictures: [one], refused: 0}); return true; };
    dropped(element, take);
    element.addEventListener('click', event => {
      const button = event.target.closest('button');
      if (!button) return;
      const {from, ...data} = button.dataset;
      if (from === 'files') open(PICTURES, true, take);
      else if (from === 'camera') camera(give);
      else if (from === 'pad') drawing(give);
      else if (data.do) trigger('click', data);
    });
  };

  // Classes and pictures live as long as the page: leaving asks first, until they were taught
  addEventListener('beforeunload', event => {
    if (document.querySelector('.shelf-pictures li') && !document.querySelector('#teach-view .lesson')) event.preventDefault();
  });

  // One file of any kind, such as a project
  own.opener = (element, trigger) => {
    element.addEventListener('click', event => {
      const button = event.target.closest('[data-accept]');
      if (button) open(button.dataset.accept, false, async ([file]) => {
        trigger('pick', {name: file.name, size: file.size, url: file.size && file.size <= +button.dataset.most ? await asUrl(file) : ''});
      });
    });
  };
})();
