// The page of `npm start`: images on top, knobs beside, and what came of them in the middle.

import { element, kilobytes } from './dom.js';
import { pathOf, queryOf, snippets } from './snippets.js';
import { whyOf } from './why.js';

const images = /\.(avif|gif|jfif|jpe?g|png|svgz?|tiff?|webp)$/i;
const browser = { accept: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8' };
const at = (id) => document.getElementById(id);

const [keys, parameters] = await Promise.all(
  ['images.json', 'parameters.json'].map(async (name) => (await fetch(`/_local/${name}`)).json()),
);
const shown = keys.filter((key) => images.test(key));
const given = { w: '800', format: 'auto' };
const state = { key: shown.find((key) => key === 'landscape.jpg') ?? shown[0], values: { ...given } };

const option = (value, textContent = value) => element('option', { value, textContent });

/** What takes a parameter's value: a list where there are only names, else a field that suggests them. */
const field = ({ parameter, kind, choices = [], least, most, expected, preset }) => {
  const names = kind === 'flag' ? ['true', 'false'] : choices;
  if (kind === 'flag' || kind === 'choice') {
    return element('select', { name: parameter }, option('', preset || '–'), ...names.map((name) => option(name)));
  }
  const input = element('input', { name: parameter, placeholder: preset || expected });
  if (kind === 'number' && names.length === 0)
    Object.assign(input, { type: 'number', min: least, max: most, step: 'any' });
  if (names.length > 0) {
    const list = element('datalist', { id: `names-${parameter}` }, ...names.map((name) => option(name)));
    input.setAttribute('list', list.id);
    document.body.append(list);
  }
  return input;
};

const knob = (parameter) => {
  const input = field(parameter);
  input.value = state.values[parameter.parameter] ?? '';
  const name = element('span', { textContent: parameter.parameter });
  const hint = element('small', { textContent: parameter.meaning.replaceAll('`', '') });
  const label = element('label', { title: `expected ${parameter.expected}` }, name, input, hint);
  const turned = () => {
    state.values[parameter.parameter] = input.value;
    label.classList.toggle('set', input.value !== '');
    refresh();
  };
  input.addEventListener('input', turned);
  label.addEventListener('reset', () => {
    input.value = given[parameter.parameter] ?? '';
    turned();
  });
  label.classList.toggle('set', input.value !== '');
  label.dataset.text = `${parameter.parameter} ${parameter.aliases.join(' ')} ${parameter.meaning}`.toLowerCase();
  return label;
};

const thumbnail = (key) => {
  const image = element('img', {
    alt: key,
    // Before its address: a folder may hold thousands.
    loading: 'lazy',
    width: 104,
    height: 80,
    src: `${pathOf(key)}?w=208&h=160&fit=cover&format=auto`,
  });
  const button = element('button', { type: 'button', title: key, ariaPressed: String(key === state.key) }, image);
  button.addEventListener('click', () => {
    state.key = key;
    for (const other of at('images').children) other.ariaPressed = String(other === button);
    refresh();
  });
  return button;
};

/** A text as it is read best, and what it comes to in one line: of a problem, its title and what is the matter. */
const readable = (text, type) => {
  if (!/json/.test(type)) return [text, text.slice(0, 200)];
  const told = JSON.parse(text);
  const { title, detail, parameter, value, expected } = told;
  const matter = detail ?? (parameter ? `${parameter}=${value}: expected ${expected}` : '');
  return [
    JSON.stringify(told, null, 2),
    title ? [title, matter].filter(Boolean).join('. ') : `JSON, ${text.length} bytes`,
  ];
};

/** Shows what the address answers: an image, a text, or the reason why not. */
const show = async (address) => {
  at('frame').ariaBusy = 'true';
  const started = performance.now();
  const [answer, original] = await Promise.all([
    fetch(address, { headers: browser }),
    fetch(pathOf(state.key), { method: 'HEAD' }),
  ]);
  const body = await answer.blob();
  const took = performance.now() - started;
  if (address !== addressOf()) return;
  const type = answer.headers.get('content-type') ?? '';
  const reason = answer.headers.get('x-image-reason');
  const isImage = answer.ok && type.startsWith('image/');
  const [text, line] = isImage ? ['', ''] : readable(await body.text(), type);
  const image = at('derivative');
  image.hidden = !isImage;
  image.alt = `${state.key}, as these parameters ask`;
  at('text').hidden = isImage;
  at('text').textContent = text;
  if (isImage) {
    image.src = address;
    await image.decode().catch(() => undefined);
  }
  at('frame').ariaBusy = 'false';
  const size = original.ok && original.headers.get('content-length');
  const share = size ? `, ${Math.round((body.size / size) * 100)} % of the original's ${kilobytes(Number(size))}` : '';
  at('verdict').className = answer.ok && !reason ? '' : 'bad';
  at('verdict').textContent = isImage
    ? `${image.naturalWidth} × ${image.naturalHeight} ${type.slice(6)}, ${kilobytes(body.size)}${share}`
    : line;
  const facts = {
    status: answer.status,
    'x-cache': answer.headers.get('x-cache'),
    'x-image-reason': reason,
    'server-timing': answer.headers.get('server-timing'),
    'cache-control': answer.headers.get('cache-control'),
    'on this page after': `${took.toFixed(0)} ms`,
  };
  at('facts').replaceChildren(
    ...Object.entries(facts)
      .filter(([, value]) => value)
      .flatMap(([name, value]) => [
        element('dt', { textContent: name }),
        element('dd', { textContent: String(value) }),
      ]),
  );
};

const copyable = ([name, text]) => {
  const copy = element('button', { type: 'button', textContent: 'Copy' });
  const code = element('code', { textContent: text });
  copy.ariaLabel = `Copy: ${name}`;
  copy.addEventListener('click', async () => {
    // Browsers have a clipboard at localhost and behind https only.
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else getSelection().selectAllChildren(code);
    copy.textContent = navigator.clipboard ? 'Copied' : 'Selected';
  });
  return element('figure', {}, element('figcaption', {}, name, copy), element('pre', {}, code));
};

const addressOf = () => {
  const query = queryOf(state.values);
  return pathOf(state.key) + (query && `?${query}`);
};

/** The panel is filled after the image is there, and only while it is open: its candidates are made anew. */
const explain = async (address) => {
  if (!at('why').open) return;
  const told = await whyOf(address, browser);
  if (address === addressOf()) at('reasons').replaceChildren(...told);
};

let waiting;
const refresh = () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    at('snippets').replaceChildren(...snippets(state, addressOf()).map(copyable));
    const address = addressOf();
    show(address)
      .then(() => explain(address))
      .catch((error) => {
        at('frame').ariaBusy = 'false';
        at('verdict').className = 'bad';
        at('verdict').textContent = `No answer: ${error.message}. Is npm start still running?`;
      });
  }, 150);
};

at('why').addEventListener('toggle', () => explain(addressOf()));
at('find').addEventListener('input', ({ target }) => {
  const labels = [...at('knobs').querySelectorAll('label')];
  for (const label of labels) label.hidden = !label.dataset.text.includes(target.value.toLowerCase());
  at('unfound').textContent = labels.every(({ hidden }) => hidden)
    ? `No parameter is called or does “${target.value}”.`
    : '';
});
at('knobs').addEventListener('submit', (event) => event.preventDefault());
at('knobs').addEventListener('reset', (event) => {
  event.preventDefault();
  for (const label of at('knobs').querySelectorAll('label')) label.dispatchEvent(new Event('reset'));
});
at('images').append(...shown.map(thumbnail));
at('images').querySelector('[aria-pressed=true]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
at('knobs').append(...parameters.map(knob));
if (state.key) refresh();
else at('verdict').textContent = 'No images in this folder: drop one in and reload.';
