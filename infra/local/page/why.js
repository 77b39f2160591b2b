import { element, kilobytes } from './dom.js';

// "Why this image?": what `explain=1` answers, for a person.

/** What was decided of an address, as elements: asked of the distribution that explains, whatever the configuration says. */
export const whyOf = async (address, headers) => {
  const answer = await fetch(`/_local/explain${address}`, { headers });
  const said = await answer.json();
  if (!said.answer) return [element('p', { textContent: said.title ?? `No explanation: ${answer.status}` })];
  const { candidates = [], original, timings, parameters, ignored, cacheKey } = said;
  return [
    element('p', {}, headline(said)),
    ...(candidates.length > 0 ? [ways(candidates, original)] : []),
    ...(parameters.length + ignored.length > 0
      ? [element('ul', { className: 'parameters' }, ...chips(parameters, ignored))]
      : []),
    ...(Object.keys(timings).length > 0 ? [clock(timings)] : []),
    element('p', { className: 'key' }, 'Cache key ', element('code', { textContent: cacheKey })),
  ];
};

const ways = (candidates, original) => {
  const most = Math.max(original?.bytes ?? 0, ...candidates.map(({ bytes }) => bytes));
  const rows = candidates.map((candidate) => way(candidate, most));
  const from = original && {
    name: `original ${original.format}, ${original.width} × ${original.height}`,
    bytes: original.bytes,
  };
  return element(
    'table',
    {},
    element('thead', {}, titles(['Way', 'Bytes', '', 'Score', ''])),
    element('tbody', {}, ...(from ? [row({ ...from, most, className: 'original' })] : []), ...rows),
  );
};

const titles = (names) => element('tr', {}, ...names.map((name) => element('th', { textContent: name })));

const way = ({ type, encoding, quality, bytes, score, scoredOn, chosen }, most) => {
  const name = encoding ?? (type.startsWith('image/svg') || !type.startsWith('image/') ? type : 'the original itself');
  const title = scoredOn ? `SSIMULACRA 2 against the pixels before they were encoded, on ${scoredOn}` : '';
  const at = quality === undefined ? '' : ` at ${quality}`;
  return row({
    name: `${chosen ? '✓ ' : ''}${name}${at}`,
    bytes,
    most,
    score,
    title,
    className: chosen ? 'chosen' : '',
  });
};

const row = ({ name, bytes, most, score, title = '', className }) =>
  element(
    'tr',
    { className, title },
    element('td', { textContent: name }),
    element('td', {}, bar((bytes / most) * 100)),
    element('td', { textContent: kilobytes(bytes) }),
    element('td', {}, ...(score === undefined ? [] : [bar(score, 'score')])),
    element('td', { textContent: score ?? '' }),
  );

/** A bar of so many per cent. */
const bar = (share, className = '') => {
  const made = element('span', { className: `bar ${className}` });
  made.style.setProperty('--share', `${Math.min(100, Math.max(1, share))}%`);
  return made;
};

/** One sentence: what is sent, and why. */
const headline = ({ answer, why, underivable, derivative, bytesSaved, original, bucket }) => {
  const ways = {
    body: 'Sent',
    redirect: 'Sent by a redirect',
    original: 'The original is sent',
    fallback: 'Another image stands in',
  };
  const sent = ways[answer.sentBy] ?? `Refused with ${answer.status}`;
  const detail = underivable?.detail ?? '';
  if (!derivative) return `${sent}: ${answer.why}${detail && ` (${detail})`}.`;
  const share = original ? Math.round((bytesSaved / original.bytes) * 100) : 0;
  const saved = share > 0 ? ` It saves ${share} % of the original.` : '';
  return `${sent}: ${why}.${saved}${bucket?.kept ? ' It is kept.' : ''}`;
};

const chips = (parameters, ignored) => [
  ...parameters.map(({ parameter, value, from, asked, note }) =>
    chip(
      `${parameter} = ${[value].flat().join()}`,
      `${from}${asked === undefined ? '' : ` said ${asked || 'yes'}`}`,
      note ? 'noted' : '',
      note,
    ),
  ),
  ...ignored.map(({ name, why, meant, expected, because }) => {
    const hint = because ?? (meant ? `did you mean ${meant}?` : expected ? `expected ${expected}` : '');
    return chip(name, `${why}${hint && `, ${hint}`}`, 'ignored');
  }),
];

const chip = (text, origin, className, note = '') =>
  element(
    'li',
    { className },
    element('b', { textContent: text }),
    ` ${origin}`,
    ...(note ? [element('em', { textContent: ` ${note}` })] : []),
  );

/** The stages beside one another, each as wide as it was long. */
const clock = (timings) => {
  // Comparing candidates is of the explanation, not of the image.
  const { score: _, ...ofPicture } = timings;
  const stages = Object.entries(ofPicture).map(([name, milliseconds], index) => {
    const text = `${name} ${milliseconds.toFixed(0)} ms`;
    const stage = element('span', { title: text, textContent: text });
    stage.style.setProperty('--share', milliseconds);
    stage.style.setProperty('--hue', 210 + index * 48);
    return stage;
  });
  return element('p', { className: 'clock' }, ...stages);
};
