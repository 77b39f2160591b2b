/** A part of the plot: lines over the same requests. Values of one line are evenly spread. */
export type Panel = { title: string; lines: readonly { name: string; color: string; values: readonly number[] }[] };

const width = 900;
const height = 200;
const margin = { left: 60, right: 170, top: 34, bottom: 30 };

/** An SVG with one panel below the other, from 0 to `requests` each; `marks` are requests that get a small line at the bottom. */
export const plot = (panels: readonly Panel[], requests: number, marks: readonly number[] = []): string => {
  const total = panels.length * (height + margin.top + margin.bottom);
  const parts = panels.map((panel, index) => {
    const y = index * (height + margin.top + margin.bottom) + margin.top;
    return `<g transform="translate(${margin.left} ${y})">${drawPanel(panel, requests, marks)}</g>`;
  });
  const full = width + margin.left + margin.right;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${full} ${total}" font-family="sans-serif" font-size="12">
<rect width="${full}" height="${total}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
};

const drawPanel = ({ title, lines }: Panel, requests: number, marks: readonly number[]) => {
  const top = roundUp(Math.max(1, ...lines.flatMap(({ values }) => values)));
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const y = height * (1 - share);
    const x = width * share;
    return `<path d="M0 ${y}H${width}" stroke="#ddd"/><text x="-6" y="${y + 4}" text-anchor="end">${+(top * share).toPrecision(3)}</text>
<text x="${x}" y="${height + 18}" text-anchor="middle">${Math.round(requests * share).toLocaleString('en')}</text>`;
  });
  const curves = lines.map(({ name, color, values }, index) => {
    const points = values.map((value, at) => {
      const x = (at / Math.max(1, values.length - 1)) * width;
      return `${x.toFixed(1)} ${(height * (1 - value / top)).toFixed(1)}`;
    });
    return `<path d="M${points.join('L')}" fill="none" stroke="${color}" stroke-width="1.5"/>
<text x="${width + 10}" y="${16 + index * 18}" fill="${color}">${name}</text>`;
  });
  const ticks = marks.map((at) => `M${((at / requests) * width).toFixed(1)} ${height}v-5`).join('');
  return `<text y="-12" font-size="14" font-weight="bold">${title}</text>${grid.join('')}
<path d="${ticks}" stroke="#c33"/>
${curves.join('\n')}`;
};

/** The next of 1, 2, 4, 5, 8 or 10 times a power of ten. */
const roundUp = (value: number) => {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 8].find((step) => step * power >= value) ?? 10) * power;
};
