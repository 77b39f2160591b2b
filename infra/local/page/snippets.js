/** The path of a key, as a URL spells it. */
export const pathOf = (key) => `/${key.split('/').map(encodeURIComponent).join('/')}`;

/** Parameters and their values -> a query. */
export const queryOf = (values) =>
  Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([parameter, value]) => `${parameter}=${encodeURIComponent(value)}`)
    .join('&');

/** What to paste, made of the same parameters: a name and a text each. */
export const snippets = ({ key, values }, address) => {
  const { w, ...others } = values;
  const at1x = Number(w) > 0 && Number(w) < 8192 ? Number(w) : 400;
  const url = (width) => `https://YOUR-DISTRIBUTION${pathOf(key)}?${queryOf({ w: String(width), ...others })}`;
  const app = url(at1x).replace('format=auto', 'fmts=avif,webp');
  return Object.entries({
    Address: `${location.origin}${address}`,
    HTML: `<img src="${url(at1x)}"\n     srcset="${[0.5, 1, 1.5, 2].map((factor) => `${url(Math.round(at1x * factor))} ${Math.round(at1x * factor)}w`).join(',\n             ')}"\n     sizes="${at1x}px" alt="">`,
    'Next.js loader': `export default ({ src, width, quality }) =>\n  \`https://YOUR-DISTRIBUTION\${src}?w=\${width}&q=\${quality ?? 'auto'}&format=auto\`;`,
    'SwiftUI (apps do not announce formats: fmts does)': `AsyncImage(url: URL(string: "${app}"))`,
    Kotlin: `AsyncImage(model = "${app}", contentDescription = null)`,
  });
};
