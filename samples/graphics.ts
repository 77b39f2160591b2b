import { type Raw, random } from './canvas.ts';

/** Rings that grow finer outwards, and line pairs: whatever a resize does wrong shows here as moiré. */
export const zonePlate = (size: number): Raw => {
  const pixels = new Uint8Array(size * size * 3);
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++, at += 3) {
      const radius = Math.hypot(x - size / 2, y - size / 2);
      const ring = 0.5 + 0.5 * Math.cos((Math.PI * radius * radius) / size);
      const bar = Math.floor((y / size) * 8);
      const stripes = radius > size * 0.52 ? (Math.floor((x < size / 2 ? y : x) / (1 + (bar % 4))) % 2 ? 0 : 1) : ring;
      const value = 255 * (radius > size * 0.5 && radius <= size * 0.52 ? 0.5 : stripes);
      pixels.fill(Math.round(value), at, at + 3);
    }
  }
  return { pixels, width: size, height: size, channels: 3 };
};

/** A peacock's feather: thousands of hairs with soft, half transparent ends, and a glow around the eye. */
export const feather = (): string => {
  const next = random(5);
  const hairs: string[] = [];
  for (let i = 0; i < 1500; i++) {
    const t = i / 1500;
    const side = i % 2 ? 1 : -1;
    const y = 1130 - t * 800;
    const rootX = 400 + 46 * Math.sin(t * 1.9 - 0.3);
    const reach = (70 + 235 * Math.sin(Math.PI * Math.min(1, t * 0.78 + 0.1)) ** 1.5) * (0.82 + 0.18 * next());
    const [endX, endY] = [rootX + side * reach, y - 60 - 90 * t - next() * 44];
    const hue = 152 + 36 * Math.sin(t * 5) + next() * 22;
    hairs.push(
      `<path d="M${rootX.toFixed(1)} ${y.toFixed(1)}Q${(rootX + side * reach * 0.55).toFixed(1)} ${(y - 12).toFixed(1)} ${endX.toFixed(1)} ${endY.toFixed(1)}" stroke="hsl(${hue.toFixed(0)} ${58 + next() * 24}% ${26 + next() * 26}%)" stroke-opacity="${(0.3 + next() * 0.45).toFixed(2)}" stroke-width="${(0.8 + next() * 1.9).toFixed(2)}"/>`,
    );
  }
  for (let i = 0; i < 700; i++) {
    const angle = Math.PI * (0.92 + 1.16 * next());
    const out = 205 + next() * 45 - 40 * Math.abs(Math.cos(angle));
    hairs.push(
      `<path d="M445 330L${(445 + Math.cos(angle) * out * 0.92).toFixed(1)} ${(300 + Math.sin(angle) * out).toFixed(1)}" stroke="hsl(${(128 + next() * 44).toFixed(0)} ${52 + next() * 24}% ${30 + next() * 24}%)" stroke-opacity="${(0.25 + next() * 0.45).toFixed(2)}" stroke-width="${(0.8 + next() * 1.6).toFixed(2)}"/>`,
    );
  }
  const eye: [number, number, number, string][] = [
    [0, 158, 190, '#b98a2e'],
    [6, 130, 158, '#3f9a5f'],
    [14, 104, 124, '#1fb6c9'],
    [26, 74, 84, '#1b3fae'],
    [38, 46, 48, '#120c45'],
  ];
  const rings = eye.map(
    ([down, rx, ry, fill]) =>
      `<ellipse cx="445" cy="${270 + down}" rx="${rx}" ry="${ry}" fill="url(#sheen)"/><ellipse cx="445" cy="${270 + down}" rx="${rx}" ry="${ry}" fill="${fill}" opacity=".78"/>`,
  );
  const barbs = Array.from({ length: 260 }, (_, i) => {
    const angle = (i / 260) * Math.PI * 2;
    const out = 150 + next() * 48;
    return `<path d="M${(445 + Math.cos(angle) * 90).toFixed(1)} ${(276 + Math.sin(angle) * 110).toFixed(1)}L${(445 + Math.cos(angle - 0.08) * out).toFixed(1)} ${(262 + Math.sin(angle - 0.08) * out * 1.2).toFixed(1)}" stroke="#e5c063" stroke-opacity="${(0.15 + next() * 0.4).toFixed(2)}" stroke-width="1.6"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 1200" width="800" height="1200"><defs><radialGradient id="halo"><stop offset="0" stop-color="#6ff0e0" stop-opacity=".75"/><stop offset=".5" stop-color="#37c7d8" stop-opacity=".28"/><stop offset="1" stop-color="#37c7d8" stop-opacity="0"/></radialGradient><radialGradient id="sheen" cx=".35" cy=".25"><stop offset="0" stop-color="#fff8d0"/><stop offset="1" stop-color="#0c3b2c"/></radialGradient></defs><ellipse cx="440" cy="285" rx="355" ry="285" fill="url(#halo)"/><g fill="none" stroke-linecap="round">${hairs.join('')}</g>${rings.join('')}<g fill="none" stroke-linecap="round">${barbs.join('')}</g><path d="M352 1196Q392 760 438 470" fill="none" stroke="#f0e3b8" stroke-width="6" stroke-linecap="round"/></svg>`;
};

const PAPER = ['#f2e8d5', '#e4572e', '#17495e', '#f3a712', '#76a5a0', '#1d1d1f'];

/** Flat color, hard edges, lettering and hairlines on nothing: a logo sheet. */
export const flat = (): string => {
  const next = random(23);
  const tiles: string[] = [];
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 6; column++) tiles.push(tile(column * 160, row * 160, next));
  }
  const hairlines = Array.from(
    { length: 60 },
    (_, i) => `<path d="M${20 + i * 8} 668v92" stroke="#1d1d1f" stroke-width="${0.5 + (i % 12) * 0.25}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 780" width="960" height="780">${tiles.join('')}${hairlines.join('')}<g transform="translate(524 672)" fill="none" stroke="#1d1d1f" stroke-width="14" stroke-linejoin="round" stroke-linecap="round">${lettering}</g></svg>`;
};

// "EDGE·IMG" in strokes, since a font would differ from machine to machine.
const lettering = [
  'M44 0H8V80H44M8 40H38',
  'M8 0V80H26Q52 80 52 40T26 0Z',
  'M50 14Q44 0 30 0Q6 0 6 40T30 80Q50 80 50 62V44H32',
  'M44 0H8V80H44M8 40H38',
  'M8 0V80',
  'M8 80V0L32 44L56 0V80',
  'M50 14Q44 0 30 0Q6 0 6 40T30 80Q50 80 50 62V44H32',
]
  .map((path, i) => `<path transform="translate(${[0, 58, 122, 184, 256, 282, 352][i]} 0)" d="${path}"/>`)
  .join('');

const tile = (x: number, y: number, next: () => number): string => {
  const first = Math.floor(next() * 6);
  const [ground, shape, accent] = [
    PAPER[first],
    PAPER[(first + 1 + Math.floor(next() * 3)) % 6],
    PAPER[(first + 4) % 6],
  ];
  const turn = Math.floor(next() * 4) * 90;
  const shapes = [
    `<path d="M0 0A160 160 0 0 1 160 160H0Z" fill="${shape}"/><path d="M0 80A80 80 0 0 1 80 160H0Z" fill="${accent}"/>`,
    `<circle cx="80" cy="80" r="80" fill="${shape}"/><circle cx="80" cy="80" r="36" fill="${accent}"/>`,
    `<path d="M0 0H160L0 160Z" fill="${shape}"/><circle cx="46" cy="46" r="24" fill="${accent}"/>`,
    `<path d="M0 0A80 80 0 0 0 160 0ZM0 80A80 80 0 0 0 160 80Z" fill="${shape}"/>`,
    `<path d="M0 20H160M0 60H160M0 100H160M0 140H160" stroke="${shape}" stroke-width="20"/><circle cx="80" cy="80" r="34" fill="${accent}"/>`,
    `<path d="M80 0A80 80 0 0 1 80 160A80 80 0 0 1 80 0M0 80H160" fill="${shape}" stroke="${accent}" stroke-width="8"/>`,
  ];
  return `<g transform="translate(${x} ${y}) rotate(${turn} 80 80)"><path d="M0 0H160V160H0Z" fill="${ground}"/>${shapes[Math.floor(next() * 6)]}</g>`;
};

/** A cherry tree in a park, for the key that needs escaping. */
export const park = (): string => {
  const next = random(42);
  const wood: string[] = [];
  const bloom: string[] = [];
  const grow = (x: number, y: number, angle: number, length: number, thick: number): void => {
    const [endX, endY] = [x + Math.cos(angle) * length, y + Math.sin(angle) * length];
    wood.push(
      `<path d="M${x.toFixed(1)} ${y.toFixed(1)}Q${((x + endX) / 2 + (next() - 0.5) * length * 0.4).toFixed(1)} ${((y + endY) / 2).toFixed(1)} ${endX.toFixed(1)} ${endY.toFixed(1)}" stroke-width="${thick.toFixed(1)}"/>`,
    );
    if (length < 75)
      for (let i = 0; i < 16; i++)
        bloom.push(blossom(endX + (next() - 0.5) * 120, endY + (next() - 0.5) * 84, 3 + next() * 11, next));
    if (length < 30) return;
    for (const turn of [-0.42, 0.4, next() - 0.5])
      grow(endX, endY, angle + turn + (next() - 0.5) * 0.35, length * (0.66 + next() * 0.16), thick * 0.62);
  };
  grow(470, 760, -1.5, 190, 46);
  const petals = Array.from({ length: 420 }, () =>
    blossom(next() * 1200, 690 + next() ** 0.7 * 210, 1.5 + next() * 4, next),
  );
  const rows = Array.from(
    { length: 26 },
    (_, i) =>
      `<ellipse cx="${i * 50 + next() * 30}" cy="${560 + next() * 14}" rx="${40 + next() * 30}" ry="${30 + next() * 46}" fill="hsl(${118 + next() * 34} ${22 + next() * 12}% ${52 + next() * 14}%)"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 900" width="1200" height="900"><defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="#8ec9e8"/><stop offset="1" stop-color="#fdeef0"/></linearGradient><linearGradient id="lawn" x2="0" y2="1"><stop stop-color="#a9cf84"/><stop offset="1" stop-color="#5c9a56"/></linearGradient><linearGradient id="pond" x2="0" y2="1"><stop stop-color="#cfe8ef"/><stop offset="1" stop-color="#7fb6cd"/></linearGradient></defs><path d="M0 0H1200V900H0Z" fill="url(#sky)"/><path d="M0 520Q180 380 380 470T760 430T1200 480V640H0Z" fill="#b7c9d9"/><path d="M0 560Q260 470 520 530T1200 520V640H0Z" fill="#9fbdb6"/>${rows.join('')}<path d="M0 600Q600 570 1200 606V900H0Z" fill="url(#lawn)"/><path d="M690 690Q860 640 1090 664T1200 706V780Q1010 800 840 776T690 690Z" fill="url(#pond)"/><path d="M760 706H930M900 734H1110M990 690H1080" stroke="#fff" stroke-opacity=".6" stroke-width="4" stroke-linecap="round"/><ellipse cx="500" cy="776" rx="310" ry="36" fill="#2f5f3f" opacity=".3"/><g fill="none" stroke="#4a332d" stroke-linecap="round">${wood.join('')}</g>${bloom.join('')}${petals.join('')}<g transform="translate(770 790)" fill="#8a4b2c"><path d="M0 0H250V14H0ZM0 24H250V38H0ZM-8 56H258V74H-8Z"/><path d="M20 -6H32V112H20ZM218 -6H230V112H218Z" fill="#33302f"/></g></svg>`;
};

const blossom = (x: number, y: number, radius: number, next: () => number): string =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="hsl(${338 + next() * 16} ${62 + next() * 30}% ${76 + next() * 20}%)" fill-opacity="${(0.55 + next() * 0.45).toFixed(2)}"/>`;
