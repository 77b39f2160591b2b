// The page of `npm start`: pictures on top, knobs beside, and what came of them in the middle.

const pictures = /\.(avif|gif|jfif|jpe?g|png|svgz?|tiff?|webp)$/i;
const browser = { accept: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8' };
const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const at = (id) => document.getElementById(id);
const pathOf = (key) => `/${key.split('/').map(encodeURIComponent).join('/')}`;

const [keys, words] = await Promise.all(
  ['images.json', 'vocabulary.json'].map(async (name) => (await fetch(`/_local/${name}`)).json()),
);
const shown = keys.filter((key) => pictures.test(key));
const state = { key: shown.find((key) => key === 'landscape.jpg') ?? shown[0], values: { w: '800', format: 'auto' } };

const queryOf = (values) =>
  Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([word, value]) => `${word}=${encodeURIComponent(value)}`)
    .join('&');

const option = (value, textContent = value) => element('option', { value, textContent });

/** What takes a word's value: a list where there are only names, else a field that suggests them. */
const field = ({ word, kind, choices = [], least, most, expected, preset }) => {
  const names = kind === 'flag' ? ['true', 'false'] : choices;
  if (kind === 'flag' || kind === 'choice') {
    return element('select', { name: word }, option('', preset || '–'), ...names.map((name) => option(name)));
  }
  const input = element('input', { name: word, placeholder: preset || expected });
  if (kind === 'number' && names.length === 0)
    Object.assign(input, { type: 'number', min: least, max: most, step: 'any' });
  if (names.length > 0) {
    const list = element('datalist', { id: `names-${word}` }, ...names.map((name) => option(name)));
    input.setAttribute('list', list.id);
    document.body.append(list);
  }
  return input;
};

const knob = (word) => {
  const input = field(word);
  input.value = state.values[word.word] ?? '';
  const name = element('span', { textContent: word.word });
  const hint = element('small', { textContent: word.meaning.replaceAll('`', '') });
  const label = element('label', { title: `expected ${word.expected}` }, name, input, hint);
  const turned = () => {
    state.values[word.word] = input.value;
    label.classList.toggle('set', input.value !== '');
    refresh();
  };
  input.addEventListener('input', turned);
  label.classList.toggle('set', input.value !== '');
  label.dataset.text = `${word.word} ${word.meaning}`.toLowerCase();
  return label;
};

const thumbnail = (key) => {
  const picture = element('img', { alt: key, src: `${pathOf(key)}?w=208&h=160&fit=cover&format=auto` });
  const button = element('button', { type: 'button', title: key, ariaPressed: String(key === state.key) }, picture);
  button.addEventListener('click', () => {
    state.key = key;
    for (const other of at('pictures').children) other.ariaPressed = String(other === button);
    refresh();
  });
  return button;
};

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** Shows what the address answers: a picture, a text, or the reason why not. */
const show = async (address) => {
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
  const isPicture = answer.ok && type.startsWith('image/');
  const text = isPicture ? '' : await body.text();
  const image = at('derivative');
  image.hidden = !isPicture;
  if (isPicture) {
    image.src = address;
    await image.decode().catch(() => undefined);
  }
  const size = original.headers.get('content-length');
  const share = size ? `, ${Math.round((body.size / size) * 100)} % of the original's ${kilobytes(Number(size))}` : '';
  at('verdict').className = answer.ok && !reason ? '' : 'bad';
  at('verdict').textContent = isPicture
    ? `${image.naturalWidth} × ${image.naturalHeight} ${type.slice(6)}, ${kilobytes(body.size)}${share}`
    : text.slice(0, 2000);
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

/** What to paste: made from the same words. */
const snippets = () => {
  const { w, ...others } = state.values;
  const at1x = Number(w) > 0 && Number(w) < 8192 ? Number(w) : 400;
  const url = (width) => `https://YOUR-DISTRIBUTION${pathOf(state.key)}?${queryOf({ w: String(width), ...others })}`;
  const app = url(at1x).replace('format=auto', 'fmts=avif,webp');
  return {
    Address: `${location.origin}${addressOf()}`,
    HTML: `<img src="${url(at1x)}"\n     srcset="${[0.5, 1, 1.5, 2].map((factor) => `${url(Math.round(at1x * factor))} ${Math.round(at1x * factor)}w`).join(',\n             ')}"\n     sizes="${at1x}px" alt="">`,
    'Next.js loader': `export default ({ src, width, quality }) =>\n  \`https://YOUR-DISTRIBUTION\${src}?w=\${width}&q=\${quality ?? 'auto'}&format=auto\`;`,
    'SwiftUI (apps do not announce formats: fmts does)': `AsyncImage(url: URL(string: "${app}"))`,
    Kotlin: `AsyncImage(model = "${app}", contentDescription = null)`,
  };
};

const copyable = ([name, text]) => {
  const copy = element('button', { type: 'button', textContent: 'Copy' });
  copy.addEventListener('click', () => navigator.clipboard.writeText(text).then(() => (copy.textContent = 'Copied')));
  return element(
    'figure',
    {},
    element('figcaption', {}, name, copy),
    element('pre', {}, element('code', { textContent: text })),
  );
};

const addressOf = () => {
  const query = queryOf(state.values);
  return pathOf(state.key) + (query && `?${query}`);
};

let waiting;
const refresh = () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    at('snippets').replaceChildren(...Object.entries(snippets()).map(copyable));
    show(addressOf()).catch((error) => {
      at('verdict').textContent = `No answer: ${error.message}`;
    });
  }, 150);
};

at('find').addEventListener('input', ({ target }) => {
  for (const label of at('knobs').querySelectorAll('label'))
    label.hidden = !label.dataset.text.includes(target.value.toLowerCase());
});
at('pictures').append(...shown.map(thumbnail));
at('knobs').append(...words.map(knob));
if (state.key) refresh();
else at('verdict').textContent = 'No pictures in this folder: drop one in and reload.';
