/** One frame: its drawing, and how long it stays, in milliseconds. */
export type Frame = { svg: string; delay: number };

/** A ball that bounces on nothing, longest in the air: hard edges, 1-bit transparency, frames of uneven length. */
export const bounce = (size: number, count: number): Frame[] =>
  Array.from({ length: count }, (_, i) => {
    const t = (i / count + 0.3) % 1;
    const high = 4 * t * (1 - t);
    const squash = 1 - 0.16 * Math.max(0, 1 - high * 7);
    const y = 250 - high * 168 + 52 * (1 - squash);
    const seams = [0, 60, 120].map(
      (turn) =>
        `<ellipse rx="${(52 * Math.abs(Math.cos(((turn + t * 180) * Math.PI) / 180))).toFixed(2)}" ry="52" fill="none" stroke="#fff" stroke-width="6"/>`,
    );
    const ball = `<g transform="translate(160 ${y.toFixed(2)}) scale(${(2 - squash).toFixed(3)} ${squash.toFixed(3)}) rotate(18)"><circle r="55" fill="#e4572e" stroke="#17212b" stroke-width="6"/>${seams.join('')}<circle r="55" fill="none" stroke="#17212b" stroke-width="6"/><circle cx="-20" cy="-24" r="9" fill="#ffe3c4"/></g>`;
    const shadow = `<ellipse cx="160" cy="304" rx="${(62 - high * 34).toFixed(1)}" ry="${(9 - high * 5).toFixed(1)}" fill="#17495e"/>`;
    return { svg: drawing(size, `${shadow}${ball}`), delay: high < 0.3 ? 30 : high < 0.8 ? 50 : 80 };
  });

/** A paper windmill in soft light: eight bits of transparency, slowing down and speeding up. */
export const windmill = (size: number, count: number): Frame[] =>
  Array.from({ length: count }, (_, i) => {
    const turn = (i / count) * 60;
    const sails = ['#ef476f', '#ffd166', '#06d6a0', '#118ab2', '#8338ec', '#ff8c42'].map(
      (color, n) =>
        `<g transform="rotate(${(turn + n * 60).toFixed(2)})"><path d="M0 0C20 -60 70 -96 112 -76C96 -40 50 -8 0 0Z" fill="${color}" fill-opacity=".92"/><path d="M0 0C34 -30 76 -62 112 -76C90 -70 40 -64 0 0Z" fill="#fff" fill-opacity=".35"/></g>`,
    );
    const pulse = 0.5 + 0.5 * Math.cos((i / count) * Math.PI * 2);
    const halo = `<radialGradient id="h"><stop stop-color="#fff3c4" stop-opacity="${(0.55 + 0.4 * pulse).toFixed(3)}"/><stop offset="1" stop-color="#ffb703" stop-opacity="0"/></radialGradient>`;
    const stick = '<path d="M0 0V156" stroke="#7a4e2d" stroke-width="9" stroke-linecap="round"/>';
    const inner = `<defs>${halo}</defs><circle cx="160" cy="145" r="${(125 + 15 * pulse).toFixed(1)}" fill="url(#h)"/><g transform="translate(160 145)">${stick}${sails.join('')}<circle r="11" fill="#fff"/><circle r="6" fill="#33415c"/></g>`;
    return { svg: drawing(size, inner), delay: Math.round(40 + 50 * pulse) };
  });

const drawing = (size: number, inner: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320" width="${size}" height="${size}">${inner}</svg>`;
