import { chart } from '../support/images/chart.ts';

/** A drawing of one feature: its name and its bytes. */
export type Drawing = readonly [feature: string, bytes: Buffer];

const namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';

const svg = (inner: string, root = 'width="240" height="120"') => `<svg ${namespaces} ${root}>${inner}</svg>`;

const checks =
  '<rect width="120" height="60" fill="#0050c0"/><rect x="120" y="60" width="120" height="60" fill="orange"/>';
const rainbow =
  '<stop offset="0" stop-color="red"/><stop offset=".5" stop-color="gold"/><stop offset="1" stop-color="blue"/>';
const large = 'font-family="Open Sans" font-size="32"';

const dataUri = async (format: 'png' | 'jpeg' | 'webp' | 'avif' | 'gif') =>
  `data:image/${format};base64,${(await chart({ width: 60, height: 40, format })).toString('base64')}`;

const dataSvg = (text: string) => `data:image/svg+xml;base64,${Buffer.from(text).toString('base64')}`;

/** Drawings of varied features, as drawing programs, icon sets and hands write them. */
export const drawings = async (): Promise<Drawing[]> => {
  const [png, jpeg, webp, avif, gif] = await Promise.all(
    (['png', 'jpeg', 'webp', 'avif', 'gif'] as const).map(dataUri),
  );
  const upright = await chart({ width: 60, height: 40, format: 'jpeg', orientation: 6 });
  const turned = `data:image/jpeg;base64,${upright.toString('base64')}`;
  const texts: { [feature: string]: string } = {
    // Size and place.
    'shapes and strokes': svg(
      '<circle cx="40" cy="60" r="30" fill="teal"/><ellipse cx="110" cy="60" rx="30" ry="20" fill="none" stroke="#c00" stroke-width="6" stroke-dasharray="9 5"/><path d="M160 20l30 40-30 40z" stroke="#000" stroke-linejoin="round" stroke-width="8"/><polyline points="205,20 230,60 205,100" fill="none" stroke="navy" stroke-width="5" stroke-linecap="square"/>',
    ),
    'no size': svg(checks, ''),
    'width alone': svg(checks, 'width="240"'),
    'sizes of 100%': svg(checks, 'width="100%" height="100%"'),
    'a viewBox alone': svg(checks, 'viewBox="0 0 240 120"'),
    'a fractional viewBox': svg(
      '<rect width="8.5" height="11" fill="#0050c0"/><circle cx="4.25" cy="5.5" r="3" fill="#fff"/>',
      'viewBox="0 0 8.5 11"',
    ),
    'millimetres without a viewBox': svg(checks, 'width="80mm" height="40mm"'),
    'a viewBox of 355,000': svg(
      '<rect x="50000" y="50000" width="200000" height="200000" fill="#0050c0"/>',
      'viewBox="0 0 355000 355000"',
    ),
    'preserveAspectRatio slice': svg(
      checks,
      'width="240" height="120" viewBox="0 0 240 240" preserveAspectRatio="xMaxYMax slice"',
    ),
    'a background of the root': svg(
      '<circle cx="120" cy="60" r="40" fill="#0050c0"/>',
      'width="240" height="120" style="background-color:#fec"',
    ),
    'size by CSS': svg(checks, 'viewBox="0 0 240 120" style="width:240px;height:120px"'),
    'nested svg': svg(
      `<svg x="20" y="20" width="100" height="80" viewBox="0 0 240 120">${checks}</svg><svg x="140" width="60" height="60"><circle cx="60" cy="60" r="50"/></svg>`,
    ),
    // Paint.
    gradients: svg(
      `<linearGradient id="l">${rainbow}</linearGradient><radialGradient id="r" fx=".3" fy=".3" spreadMethod="reflect" r=".3">${rainbow}</radialGradient><rect width="120" height="120" fill="url(#l)"/><rect x="120" width="120" height="120" fill="url(#r)"/>`,
    ),
    'gradient by href': svg(
      `<linearGradient id="a">${rainbow}</linearGradient><linearGradient id="b" xlink:href="#a" x2="0" y2="1"/><rect width="240" height="120" fill="url('#b')"/>`,
    ),
    'ids with spaces and brackets': svg(
      `<linearGradient id="my gradient (1)">${rainbow}</linearGradient><rect width="240" height="120" fill="url('#my gradient (1)')"/>`,
    ),
    pattern: svg(
      '<pattern id="p" width="20" height="20" patternUnits="userSpaceOnUse" patternTransform="rotate(30)"><rect width="10" height="10" fill="#c00"/></pattern><rect width="240" height="120" fill="url(#p)"/>',
    ),
    'clip path and mask': svg(
      '<clipPath id="c"><circle cx="60" cy="60" r="50"/></clipPath><mask id="m"><rect width="240" height="120" fill="#888"/><circle cx="180" cy="60" r="40" fill="#fff"/></mask><rect width="120" height="120" fill="#0050c0" clip-path="url(#c)"/><rect x="120" width="120" height="120" fill="#c00" mask="url(#m)"/>',
    ),
    markers: svg(
      '<marker id="m" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="6" markerHeight="6" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#c00"/></marker><path d="M40 90L120 30L200 90" fill="none" stroke="#000" stroke-width="5" marker-start="url(#m)" marker-mid="url(#m)" marker-end="url(#m)"/>',
    ),
    'context-fill': svg(
      '<marker id="m" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="6" markerHeight="6"><circle cx="5" cy="5" r="5" fill="context-stroke"/></marker><path d="M40 90L200 30" stroke="#c00" stroke-width="6" marker-start="url(#m)" marker-end="url(#m)"/>',
    ),
    filters: svg(
      '<filter id="f"><feGaussianBlur stdDeviation="4"/></filter><filter id="g"><feDropShadow dx="6" dy="6" stdDeviation="0" flood-color="#c00"/></filter><circle cx="60" cy="60" r="40" filter="url(#f)"/><rect x="140" y="20" width="60" height="60" fill="#0050c0" filter="url(#g)"/>',
    ),
    'filter functions': svg(
      '<rect x="20" y="20" width="80" height="80" fill="#0050c0" style="filter:grayscale(1)"/><rect x="140" y="20" width="80" height="80" fill="#0050c0" style="filter:hue-rotate(120deg) brightness(1.2)"/>',
    ),
    'mix-blend-mode': svg(
      '<rect width="160" height="120" fill="gold"/><rect x="80" width="160" height="120" fill="#0af" style="mix-blend-mode:multiply"/>',
    ),
    'paint-order and vector-effect': svg(
      '<g font-size="60" font-family="Open Sans"><text x="10" y="80" fill="#fff" stroke="#c00" stroke-width="8" paint-order="stroke">AB</text></g><rect x="13" y="1" width="6" height="10" transform="scale(10)" fill="none" stroke="#000" vector-effect="non-scaling-stroke" stroke-width="4"/>',
    ),
    'symbol and use': svg(
      '<symbol id="s" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5"/></symbol><use href="#s" width="80" height="80" x="20" y="20" fill="#c00"/><use xlink:href="#s" width="40" height="40" x="140" y="20" color="red"/>',
    ),
    currentColor: svg(
      '<g color="#c00"><rect width="120" height="120" fill="currentColor"/><rect x="130" y="10" width="90" height="90" fill="none" stroke="currentcolor" stroke-width="8"/></g>',
    ),
    // CSS.
    'style sheet': svg(
      '<style><![CDATA[ .a{fill:#c00} rect.a{fill:#0050c0} g > .b{stroke:#000;stroke-width:6} #x{fill:gold !important} ]]></style><g><rect class="a b" width="100" height="100" x="10" y="10"/><circle id="x" class="a" cx="180" cy="60" r="40" style="fill:red"/></g>',
    ),
    selectors: svg(
      '<style>[data-kind="a"]{fill:#c00}.\\31 0{fill:#0050c0}rect:not(.k):nth-child(3){fill:gold}:is(circle,ellipse):last-child{fill:teal}</style><rect data-kind="a" width="50" height="120"/><rect x="60" width="50" height="120"/><circle class="k 10" cx="150" cy="60" r="30"/><circle cx="210" cy="60" r="25"/>',
    ),
    'one doubtful token': svg(
      '<style>.a{fill:#c00}.b{fill:\\20 url(x);;}} .c{fill:#0050c0}</style><rect class="a" width="120" height="120"/><rect class="c" x="120" width="120" height="120"/>',
    ),
    'custom properties': svg(
      '<style>:root{--main:#0050c0;--wide:90px}.a{fill:var(--main)}.b{--main:gold}.b rect{fill:var(--main);stroke:var(--none,#c00);stroke-width:8}</style><rect class="a" width="100" height="120"/><g class="b"><rect x="120" y="10" width="90" height="90"/></g>',
    ),
    'style media': svg(
      '<style>rect{fill:#0050c0}</style><style media="print">rect{fill:#000}</style><style media="(prefers-color-scheme: dark)">rect{fill:#fff}</style><rect width="240" height="120"/>',
    ),
    'media rules': svg(
      '<style>rect{fill:#0050c0}@media (prefers-color-scheme:dark){rect{fill:#fff}}@media screen{circle{fill:gold}}@media (min-width:100px){circle{stroke:#c00;stroke-width:8}}</style><rect width="240" height="120"/><circle cx="120" cy="60" r="40"/>',
    ),
    'supports and layers': svg(
      '<style>@supports (fill:red){rect{fill:#0050c0}}@layer a{circle{fill:gold}}@layer b{circle{stroke:#c00}}</style><rect width="240" height="120"/><circle cx="120" cy="60" r="40" stroke-width="8"/>',
    ),
    'layers in an order': svg(
      '<style>@layer last,first;@layer first{rect{fill:#0050c0}}@layer last{rect{fill:#c00}}</style><rect width="240" height="120"/>',
    ),
    'selectors of what is within': svg(
      '<style>g:has(circle) rect{fill:#0050c0}g:has(>path)>rect{fill:#c00}</style><g><rect width="120" height="120"/><circle cx="60" cy="60" r="30" fill="gold"/></g><g><rect x="120" width="120" height="120" fill="teal"/></g>',
    ),
    'lengths in units': svg(
      '<rect x="5mm" y="12pt" width="2.5cm" height=".5in" fill="#0050c0" stroke="gold" stroke-width="1mm"/><circle cx="11em" cy="4em" r="2em" style="fill:#c00;stroke:#000;stroke-width:3pt;stroke-dasharray:6pt 3pt"/>',
      'width="6.35cm" height="1.25in"',
    ),
    'nested rules': svg(
      '<style><![CDATA[.a{fill:#0050c0;& .b{fill:gold}> circle{fill:#c00}}]]></style><g class="a"><rect width="120" height="120"/><rect class="b" x="120" width="60" height="120"/><circle cx="210" cy="60" r="25"/></g>',
    ),
    'colors of CSS 4': svg(
      '<rect width="48" height="120" fill="oklch(0.6 0.2 30)"/><rect x="48" width="48" height="120" fill="lab(50% 40 -60)"/><rect x="96" width="48" height="120" fill="hwb(200 20% 10%)"/><rect x="144" width="48" height="120" style="fill:color-mix(in srgb,red 30%,blue)"/><rect x="192" width="48" height="120" fill="color(display-p3 0.2 0.7 0.3)"/>',
    ),
    'light-dark': svg('<rect width="240" height="120" style="fill:light-dark(#0050c0,#fff)"/>'),
    'calc and shapes by CSS': svg(
      '<style>rect{x:calc(10px + 2em);y:10px;width:calc(100% - 80px);height:80px;rx:20px;fill:#0050c0;font-size:10px}circle{cx:200px;cy:60px;r:20px;fill:gold}</style><rect/><circle/>',
    ),
    'paths by CSS': svg(`<style>path{d:path('M20 100L120 20L220 100z');fill:#0050c0}</style><path/>`),
    'transform-origin': svg(
      '<rect x="40" y="30" width="60" height="60" fill="#0050c0" style="transform:rotate(45deg);transform-origin:70px 60px"/><rect x="150" y="30" width="60" height="60" fill="#c00" style="transform-box:fill-box;transform-origin:center;transform:rotate(30deg)"/>',
    ),
    'transforms by CSS': svg(
      '<style>.a{transform:translate(20px,10px) scale(1.5)}.b{translate:100px 0;rotate:20deg;scale:.8}</style><rect class="a" width="40" height="40" fill="#0050c0"/><rect class="b" x="50" width="60" height="60" fill="#c00"/>',
    ),
    'basic shapes as clips': svg(
      '<rect width="70" height="120" fill="#0050c0" style="clip-path:circle(40px at 35px 60px)"/><rect x="80" width="70" height="120" fill="#c00" style="clip-path:polygon(0 0,100% 50%,0 100%)"/><rect x="160" width="70" height="120" fill="gold" style="clip-path:inset(10px 20px)"/>',
    ),
    // Text.
    text: svg(
      `<text x="120" y="50" text-anchor="middle" ${large}>Hello <tspan fill="#c00" font-weight="bold">you</tspan></text><text x="10" y="100" ${large} letter-spacing="4">wide</text><text x="140" y="100" ${large} textLength="80">long</text>`,
    ),
    'text without textLength': svg(
      `<text x="120" y="50" text-anchor="middle" ${large}>Hello <tspan fill="#c00" font-weight="bold">you</tspan></text><text x="10" y="100" ${large} letter-spacing="4">wide</text>`,
    ),
    'text in places': svg(
      `<text ${large} x="10 50 90" y="40 60 80" rotate="0 20 40">abc</text><text ${large} x="150" y="60" dominant-baseline="middle">mid</text>`,
    ),
    'text on a path': svg(
      `<path id="p" d="M20 100Q120 0 220 100" fill="none" stroke="#ccc"/><text ${large}><textPath href="#p" startOffset="10%">On a path</textPath></text>`,
    ),
    'upright text': svg(`<text ${large} x="60" y="10" style="writing-mode:vertical-rl">Down</text>`),
    'a switch of a drawing tool': svg(
      '<switch><foreignObject width="200" height="100"><div xmlns="http://www.w3.org/1999/xhtml" style="font-size:30px">HTML</div></foreignObject><text x="20" y="60" font-size="30" font-family="Open Sans">Plain</text></switch>',
    ),
    'Text is not SVG': svg(
      '<rect width="100" height="60" fill="gold"/><switch><foreignObject requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility" width="200" height="100"><div xmlns="http://www.w3.org/1999/xhtml">HTML</div></foreignObject><text x="50" y="36" text-anchor="middle" font-family="Open Sans">Box</text></switch><switch><g requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"/><a transform="translate(0,-5)" xlink:href="https://www.drawio.com/doc/faq/svg-export-text-problems" target="_blank"><text text-anchor="middle" font-size="10px" x="50%" y="100%">Text is not SVG - cannot display</text></a></switch>',
    ),
    'a switch of languages': svg(
      `<switch><text systemLanguage="tlh" x="20" y="60" ${large}>nuqneH</text><text x="20" y="60" ${large}>Hello</text></switch>`,
    ),
    foreignObject: svg(
      '<rect width="240" height="120" fill="#eee"/><foreignObject x="20" y="20" width="200" height="80"><div xmlns="http://www.w3.org/1999/xhtml" style="font-size:30px;background:gold;height:80px">HTML</div></foreignObject>',
    ),
    // Images within.
    'a turned JPEG within': svg(`<image href="${turned}" width="240" height="120"/>`),
    'images without a size': svg(
      `<image href="${png}" x="10" y="10"/><image href="${png}" x="100" y="10" width="120"/>`,
    ),
    'PNG, JPEG and GIF within': svg(
      `<image href="${png}" width="80" height="120"/><image xlink:href="${jpeg}" x="80" width="80" height="120"/><image href="${gif}" x="160" width="80" height="120"/>`,
    ),
    'WebP within': svg(`<image href="${webp}" x="20" width="200" height="120"/>`),
    'AVIF within': svg(`<image href="${avif}" x="20" width="200" height="120" preserveAspectRatio="none"/>`),
    'a drawing within': svg(
      `<image x="10" y="10" width="140" height="100" href="${dataSvg(svg(checks, 'width="240" height="120"'))}"/><rect x="180" y="20" width="50" height="50" fill="red"/>`,
    ),
    'an image in a filter': svg(
      `<filter id="f" x="0" y="0" width="1" height="1"><feImage href="${png}" preserveAspectRatio="none"/></filter><rect x="20" y="10" width="200" height="100" filter="url(#f)"/>`,
    ),
    'pixelated images': svg(
      `<image href="${png}" width="240" height="120" preserveAspectRatio="xMidYMid slice" style="image-rendering:pixelated"/>`,
    ),
    // What only browsers have.
    'media of ranges and shapes': svg(
      '<style>rect{fill:#0050c0}@media (min-aspect-ratio:1/1){circle{fill:gold}}@media (orientation:landscape){circle{stroke:#c00;stroke-width:12}}@media (400px > width >= 100px){rect{fill:teal}}@supports not (fill:red){rect{fill:#000}}</style><rect width="240" height="120"/><circle cx="120" cy="60" r="40"/>',
    ),
    'unset and revert': svg(
      '<g fill="teal" stroke="gold" stroke-width="8"><rect style="stroke:initial" width="50" height="100"/><rect x="60" style="fill:unset;stroke:unset" width="50" height="100" fill="#c00"/><rect x="120" fill="#c00" style="fill:revert" width="50" height="100"/></g>',
    ),
    'required extensions': svg(
      '<switch><rect requiredExtensions="http://example.com/x" width="240" height="120" fill="#c00"/><rect width="240" height="120" fill="teal"/></switch>',
    ),
    'sizes of use by CSS': svg(
      '<symbol id="s" viewBox="0 0 10 10"><rect width="10" height="10" fill="teal"/></symbol><use href="#s" style="x:20px;y:10px;width:60px;height:60px"/>',
    ),
    'uses of an svg': svg(
      '<defs><svg id="s" width="100" height="100" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5" fill="teal"/></svg></defs><use href="#s" width="60" height="60" x="20"/><use href="#s" x="120"/>',
    ),
    'system colors': svg('<rect width="240" height="120" style="fill:LinkText"/>'),
    'colors from colors': svg('<rect width="240" height="120" style="fill:rgb(from teal r 0 b)"/>'),
    'gradients of linear light': svg(
      `<linearGradient id="g" color-interpolation="linearRGB">${rainbow}</linearGradient><rect width="240" height="120" fill="url(#g)"/>`,
    ),
    'plus-lighter': svg(
      '<rect width="240" height="120" fill="#4a8"/><rect x="40" y="20" width="160" height="80" fill="#c63" style="mix-blend-mode:plus-lighter"/>',
    ),
    'dashes of a path length': svg(
      '<path pathLength="10" stroke="teal" stroke-width="60" stroke-dasharray="3 2" d="M10 60H230"/>',
    ),
    'caps of a point': svg('<path d="M120 60h0" stroke="teal" stroke-width="80" stroke-linecap="square"/>'),
    'a shadow of the current color': svg(
      '<rect x="40" y="20" width="100" height="60" fill="teal" color="#c00" style="filter:drop-shadow(20px 20px)"/>',
    ),
    'a turned root': svg(checks, 'width="240" height="120" style="transform:rotate(20deg)"'),
    'stroke-box': svg(
      '<rect x="80" y="40" width="60" height="30" fill="teal" stroke="#c00" stroke-width="20" style="transform-box:stroke-box;transform-origin:0 0;transform:rotate(40deg)"/>',
    ),
    'upper case by CSS': svg(
      `<text x="10" y="70" font-family="Open Sans" font-size="56" style="text-transform:uppercase">upper</text>`,
    ),
    'a sheet that imports another': svg(
      '<style>@import url("data:text/css,rect{fill:teal}");</style><rect width="240" height="120"/>',
    ),
    'a scope': svg('<style>@scope (svg){rect{fill:teal}}</style><rect width="240" height="120"/>'),
    'a sheet beside the root': `<?xml-stylesheet href="data:text/css,rect{fill:teal}"?>${svg('<rect width="240" height="120"/>')}`,
    // Text encodings.
    'entities of a document type': `<!DOCTYPE svg [<!ENTITY paint "fill:#0050c0;">]>${svg('<rect width="240" height="120" style="&paint;"/>')}`,
    'prefixed elements beside plain ones': svg(
      '<s:rect width="240" height="120" fill="#0050c0"/><circle cx="120" cy="60" r="40" fill="gold"/>',
      'xmlns:s="http://www.w3.org/2000/svg" width="240" height="120"',
    ),
    // What moves, at its start.
    'SMIL animation': svg(
      '<rect width="120" height="120" fill="#0050c0"><animate attributeName="width" from="60" to="240" dur="100s"/></rect>',
    ),
    'CSS animation': svg(
      '<style>@keyframes k{from{fill:gold}to{fill:gold}}rect{fill:#0050c0;animation:k 100s}</style><rect width="240" height="120"/>',
    ),
  };
  const utf16 = Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${svg(checks)}`, 'utf16le');
  return [
    ...Object.entries(texts).map(([feature, text]) => [feature, Buffer.from(text)] as const),
    ['UTF-16', utf16] as const,
  ];
};
