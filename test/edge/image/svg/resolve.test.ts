import { describe, expect, test } from 'vitest';
import { resolveColors } from '../../../../edge/image/svg/css/colors.ts';
import { matchesMedia } from '../../../../edge/image/svg/css/media.ts';
import { boundsOf, flattenPath } from '../../../../edge/image/svg/resolve/path.ts';
import { resolveSvg } from '../../../../edge/image/svg/resolve/resolve.ts';
import { sanitizeSvg } from '../../../../edge/image/svg/sanitize.ts';
import { writeSvg } from '../../../../edge/image/svg/tree.ts';

const size = { width: 200, height: 100 };
const open = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
const resolved = (inner: string, root = '') => resolveSvg(sanitizeSvg(`${open}${root}>${inner}</svg>`).root, size);
const drawn = (inner: string) => writeSvg(resolved(inner).root).slice(open.length + 1, -'</svg>'.length);

describe('the cascade, each element with its own declarations', () => {
  const fill = (color: string) => `<rect style="fill:${color}"/>`;
  test.each([
    ['<style>rect{fill:red}</style><rect/>', fill('red')],
    ['<style>rect{fill:red}.a{fill:blue}</style><rect class="a"/>', '<rect class="a" style="fill:blue"/>'],
    ['<style>rect{fill:red!important}</style><rect style="fill:blue"/>', fill('red')],
    ['<style>g rect{fill:red}rect{fill:blue}</style><g><rect/></g>', `<g>${fill('red')}</g>`],
    ['<style>svg>g+g>rect{fill:red}</style><g/><g><rect/></g>', `<g/><g>${fill('red')}</g>`],
    ['<style>rect:nth-child(2n){fill:red}</style><rect/><rect/>', `${fill('red')}<rect/>`],
    ['<style>rect:last-of-type{fill:red}</style><rect/><rect/><g/>', `<rect/>${fill('red')}<g/>`],
    ['<style>:not(g,svg){fill:red}</style><g><rect/></g>', `<g>${fill('red')}</g>`],
    ['<style>:where(#a){fill:red}rect{fill:blue}</style><rect id="a"/>', '<rect id="a" style="fill:blue"/>'],
    ['<style>[x^="1" i]{fill:red}[x~=z]{fill:blue}</style><rect x="12"/>', '<rect x="12" style="fill:red"/>'],
    ['<style>@media print{rect{fill:red}}</style><rect/>', '<rect/>'],
    ['<style>@layer a{rect{fill:red}}@layer b{rect{fill:blue}}</style><rect/>', fill('blue')],
    ['<style>rect{fill:red}@layer a{rect{fill:blue}}</style><rect/>', fill('red')],
    ['<style>@layer b,a;@layer a{rect{fill:red}}@layer b{rect{fill:blue}}</style><rect/>', fill('red')],
    [
      '<style>g:has(circle)>rect{fill:red}</style><g><rect/><g><circle/></g></g>',
      `<g>${fill('red')}<g><circle/></g></g>`,
    ],
    ['<style>g:has(>circle)>rect{fill:red}</style><g><rect/><g><circle/></g></g>', '<g><rect/><g><circle/></g></g>'],
    [
      '<style>rect:has(+circle,~g){fill:red}</style><rect/><circle/><rect/><rect/>',
      `${fill('red')}<circle/><rect/><rect/>`,
    ],
    [
      '<style>rect:not(:has(*)){fill:red}</style><rect/><rect><title>a</title></rect>',
      `${fill('red')}<rect><title>a</title></rect>`,
    ],
    ['<style>g{rect{fill:red}&amp;>circle{fill:blue}}</style><g><rect/></g>', `<g>${fill('red')}</g>`],
    ['<style>rect:hover,rect{fill:red}</style><rect/>', '<rect/>'],
    ['<style>rect{fill:initial}</style><rect fill="red"/>', '<rect style="fill:#000"/>'],
    ['<style>rect{fill:unset}</style><rect fill="red"/>', '<rect style="fill:inherit"/>'],
    // ——— variables
    ['<style>:root{--a:red}rect{fill:var(--a)}</style><rect/>', fill('red')],
    ['<style>:root{--a:var(--b);--b:red}rect{fill:var(--a)}</style><rect/>', fill('red')],
    ['<style>:root{--a:var(--b);--b:var(--a)}rect{fill:var(--a)}</style><rect/>', '<rect/>'],
    ['<rect fill="var(--a, url(#b) red)"/>', '<rect fill="url(#b) red"/>'],
    ['<rect fill="var(--a)"/>', '<rect/>'],
    ['<g style="--a:red"><g style="--a:blue"><rect fill="var(--a)"/></g></g>', '<g><g><rect fill="blue"/></g></g>'],
  ])('%s', (inner, left) => expect(drawn(inner)).toBe(left));
});

describe('arithmetic and units', () => {
  test.each([
    ['calc(10px + 2em)', '42'],
    ['calc((1px + 2px) * 3 - 50%)', '-91'],
    ['calc(10% / 2)', '10'],
    ['min(5px, 1in)', '5'],
    ['clamp(1px, 50%, 7px)', '7'],
    ['2rem', '32'],
    ['2em', '32'],
    ['-1.5in', '-144'],
    ['.5cm', '18.8976'],
    ['5mm', '18.8976'],
    ['12pt', '16'],
    ['1e1pc', '160'],
    ['4ex', '32'],
    ['10vw', '20'],
    ['calc(1px + red)', 'calc(1px + red)'],
    ['25%', '25%'],
  ])('x: %s is %s', (value, pixels) => expect(drawn(`<rect style="x:${value}"/>`)).toBe(`<rect style="x:${pixels}"/>`));
});

test.each([
  ['<rect x="1mm" width="2em"/>', '<rect x="3.7795" width="32"/>'],
  ['<line stroke-dasharray="1pt 2pt,3"/>', '<line stroke-dasharray="1.3333 2.6667,3"/>'],
  [
    '<g font-size="2em"><text font-size="2em" x="1em">a</text></g>',
    '<g font-size="32"><text font-size="64" x="64">a</text></g>',
  ],
  [
    '<g style="font-size:3pt"><rect style="stroke-width:1em"/></g>',
    '<g style="font-size:4"><rect style="stroke-width:4"/></g>',
  ],
  ['<g id="5mm" fill="#1e2e3e"><path d="M1 2em"/></g>', '<g id="5mm" fill="#1e2e3e"><path d="M1 2em"/></g>'],
])('units of attributes: %s', (inner, left) => expect(drawn(inner)).toBe(left));

describe('transforms of CSS', () => {
  const turned = 'matrix(0 1 -1 0 100 0)';
  test.each([
    ['<g style="transform:translate(10px,50%)"/>', 'matrix(1 0 0 1 10 50)'],
    ['<g style="transform:rotate(.25turn);transform-origin:50px 50px"/>', turned],
    ['<g transform="rotate(90)" transform-origin="50 50"/>', turned],
    ['<g style="rotate:90deg;transform-origin:center"/>', 'matrix(0 1 -1 0 150 -50)'],
    ['<g style="translate:10px;scale:2"/>', 'matrix(2 0 0 2 10 0)'],
    ['<g style="transform:translateY(10%)"/>', 'matrix(1 0 0 1 0 10)'],
    ['<g transform="rotate(90 50 50)"/>', 'rotate(90 50 50)'],
  ])('%s', (element, transform) => expect(drawn(element)).toBe(`<g transform="${transform}"/>`));

  test('about the middle of what is drawn', () => {
    const inner = '<path d="M10 10h20v20z"/><rect x="30" y="10" width="20" height="40"/>';
    const style = 'transform-box:fill-box;transform-origin:100% 0;transform:scale(2)';
    expect(drawn(`<g style="${style}">${inner}</g>`)).toBe(`<g transform="matrix(2 0 0 2 -50 -10)">${inner}</g>`);
  });
});

describe('shapes and filters of CSS become elements', () => {
  test.each([
    ['clip-path:circle(10px at 20px 30px)', 'M10 30A10 10 0 0 1 30 30A10 10 0 0 1 10 30Z'],
    ['clip-path:inset(10px 20%)', 'M8 10H32V70H8Z'],
    ['clip-path:polygon(0 0,100% 50%,0 100%)', 'M0 0L40 40L0 80Z'],
    ["clip-path:path('M0 0h9v9z')", 'M0 0h9v9z'],
  ])('%s', (style, path) =>
    expect(drawn(`<rect width="40" height="80" style="${style}"/>`)).toContain(
      `<clipPath id="resolved-0"><path d="${path}"`,
    ),
  );

  test.each([
    ['blur(3px)', '<feGaussianBlur stdDeviation="3"/>'],
    ['brightness(50%)', '<feFuncR type="linear" slope="0.5" intercept="0"/>'],
    ['opacity(.5)', '<feFuncA type="table" tableValues="0 0.5"/>'],
    ['drop-shadow(1px 2px 3px oklab(0 0 0))', '<feDropShadow dx="1" dy="2" stdDeviation="3" flood-color="#000000ff"/>'],
  ])('filter: %s', (filter, primitive) => expect(drawn(`<rect style="filter:${filter}"/>`)).toContain(primitive));
});

describe('an animation is drawn at its start', () => {
  test.each([
    ['<rect width="9"><animate attributeName="width" from="5" to="7" dur="1s"/></rect>', '<rect width="5"/>'],
    ['<rect width="9"><animate attributeName="width" values="3;7" begin="1s"/></rect>', '<rect width="9"/>'],
    [
      '<rect><animateTransform attributeName="transform" type="rotate" from="9" to="0"/></rect>',
      '<rect transform="rotate(9)"/>',
    ],
    ['<rect id="a"/><set href="#a" attributeName="fill" to="red"/>', '<rect id="a" fill="red"/>'],
    [
      '<style>@keyframes k{from{fill:red}}rect{fill:blue;animation:k 1s}</style><rect/>',
      '<rect style="fill:red;animation:k 1s"/>',
    ],
  ])('%s', (inner, left) => expect(drawn(inner)).toBe(left));
});

describe('what is neither resolved nor drawn is reported', () => {
  test.each([
    ['<rect/>', []],
    ['<text x="1">A</text>', []],
    ['<text x="1 2">A</text>', ['letters in places']],
    ['<text textLength="9">A</text>', ['textLength']],
    ['<text><textPath href="#a">A</textPath></text>', ['textPath']],
    ['<style>@font-face{font-family:f;src:url(data:font/woff2;base64,AAAA)}</style>', ['@font-face']],
    ['<rect style="transform:rotate3d(1,1,0,9deg)"/>', ['transform']],
    ['<text style="transform-box:fill-box;rotate:9deg">A</text>', ['transform']],
    ['<rect style="clip-path:inset(1px round 2px)"/>', ['clip-path']],
    ['<rect style="fill:color-mix(in xyz,red,blue)"/>', ['value']],
  ])('%s', (inner, features) => expect([...resolved(inner).unsupported]).toEqual(features));

  test.each([
    ['style="background:#fec"', '', '#fec'],
    ['', '<style>svg{background-color:var(--a)}:root{--a:oklch(1 0 0)}</style>', '#ffffffff'],
    ['style="background:none"', '', undefined],
    ['', '<svg style="background:red"/>', undefined],
  ])('<svg %s>%s has a background', (root, inner, color) => expect(resolved(inner, ` ${root}`).background).toBe(color));
});

test.each([
  ['screen', true],
  ['print', false],
  ['not print', true],
  ['screen and (min-width: 100px)', true],
  ['(max-width: 10em)', false],
  ['print, (width >= 200px)', true],
  ['(prefers-color-scheme: dark)', false],
  ['(prefers-color-scheme)', true],
  ['not (hover)', false],
  ['(unknown: 1)', false],
  ['tv', false],
])('@media %s: %s', (query, holds) => expect(matchesMedia(query, size)).toBe(holds));

test.each([
  ['oklch(0.628 0.2577 29.23)', '#ff0000ff'],
  ['color(display-p3 1 1 1 / 50%)', '#ffffff80'],
  ['color(srgb-linear 1 0.5 0.2)', '#ffbc7cff'],
  ['color(a98-rgb 0.3 0.7 0.9)', '#00b4e8ff'],
  ['color(prophoto-rgb 0.3 0.7 0.9)', '#00cef1ff'],
  ['color(rec2020 0.3 0.7 0.9)', '#00c2eeff'],
  ['color(xyz 0.3 0.4 0.5)', '#5cb8b5ff'],
  ['color(xyz-d50 0.3 0.4 0.5)', '#3ebad0ff'],
  ['lab(50 20 -30)', '#856caaff'],
  ['lch(50 20 270)', '#687899ff'],
  ['oklab(0.6 0.1 -0.1)', '#9f63baff'],
  ['color-mix(in srgb, red, blue 25%)', '#bf0040ff'],
  ['color-mix(in srgb-linear, red, blue)', '#bc00bcff'],
  ['color-mix(in lab, red, blue)', '#c10088ff'],
  ['url(#a) hwb(120 0% 0%)', 'url(#a) #00ff00ff'],
  ['light-dark(red, blue)', 'red'],
  ['rgb(1 2 3)', 'rgb(1 2 3)'],
])('%s is %s', (color, srgb) => expect(resolveColors(color)).toBe(srgb));

test.each([
  ['M10 20h30V5', [10, 5, 30, 15]],
  ['m10,20l5-5zm1 1 2 2', [10, 15, 5, 8]],
  ['M0 0A10 10 0 0120 0', [0, -10, 20, 10]],
  ['M0 0C0 40 20 40 20 0', [0, 0, 20, 30]],
  ['M0 0Q10 20 20 0T40 0', [0, -10, 40, 20]],
  ['10 20', []],
])('%s reaches over %j', (data, [left, top, width, height]) => {
  const box = boundsOf(flattenPath(data).flat());
  if (left === undefined) expect(box).toBeUndefined();
  else
    for (const [side, expected] of Object.entries({ left, top, width, height }))
      expect([side, Math.round(Number(Object.entries(box ?? {}).find(([name]) => name === side)?.[1]))]).toEqual([
        side,
        expected,
      ]);
});
