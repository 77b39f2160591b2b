import { parameterDocs } from '../../edge/query/docs.ts';
import type { ParameterGroup, parameterGroups } from '../../edge/query/groups.ts';
import type { Parameter } from '../../edge/query/parameters.ts';
import { markdownTable } from '../../infra/commands/print.ts';
import { resolveConfig } from '../../infra/config/validate.ts';

/** Groups whose parameters are shown by a picture; the others change bytes, headers or which image is sent. */
const groups = [
  'Size',
  'Crop and turn',
  'Color',
  'Blur and sharpen',
  'Background and shape',
  'Watermark',
  'Animation',
] as const satisfies ParameterGroup[];

type Shown = {
  [Name in Parameter]: (typeof parameterGroups)[Name] extends (typeof groups)[number] ? Name : never;
}[Parameter];

/** What each parameter is shown with: an image of the samples, and the query. */
const examples = {
  w: 'landscape.jpg?w=90',
  h: 'landscape.jpg?h=90',
  fit: 'landscape.jpg?w=120&h=120&fit=cover',
  ar: 'landscape.jpg?w=180&ar=2.5:1',
  dpr: 'landscape.jpg?w=60&dpr=2',
  enlarge: 'landscape.jpg?rect=1200,600,60,40&w=180&enlarge=1',
  'max-w': 'landscape.jpg?h=120&max-w=100',
  'max-h': 'landscape.jpg?w=180&max-h=80',
  'min-w': 'landscape.jpg?h=60&min-w=180',
  'min-h': 'landscape.jpg?w=60&min-h=120',
  position: 'off-centre.jpg?w=120&h=120&fit=cover&position=0.85,0.7',
  rect: 'off-centre.jpg?rect=0.6,0.4,0.4,0.6&w=180',
  window: 'off-centre.jpg?w=180&window=0.5,0,0.5,1',
  canvas: 'off-centre.jpg?w=120&canvas=180,120&bg=336699',
  zoom: 'off-centre.jpg?w=180&zoom=3&position=0.85,0.7',
  trim: 'alpha.png?w=120&trim=10',
  rot: 'off-centre.jpg?w=160&rot=20',
  flip: 'off-centre.jpg?w=180&flip=h',
  mirror: 'off-centre.jpg?h=160&rot=90&mirror=h',
  bri: 'landscape.jpg?w=180&bri=40',
  con: 'landscape.jpg?w=180&con=40',
  sat: 'landscape.jpg?w=180&sat=-60',
  gam: 'landscape.jpg?w=180&gam=50',
  hue: 'landscape.jpg?w=180&hue=120',
  mono: 'landscape.jpg?w=180&mono=1',
  sepia: 'landscape.jpg?w=180&sepia=80',
  tint: 'landscape.jpg?w=180&tint=336699',
  invert: 'landscape.jpg?w=180&invert=1',
  blur: 'landscape.jpg?w=180&blur=40',
  pixelate: 'landscape.jpg?w=180&pixelate=8',
  sharp: 'landscape.jpg?w=180&sharp=80',
  bg: 'alpha.png?w=120&bg=336699',
  pad: 'landscape.jpg?w=160&pad=12&bg=ffcc00',
  border: 'landscape.jpg?w=160&border=6,ff8800',
  radius: 'landscape.jpg?w=180&radius=24',
  mask: 'portrait.jpg?w=120&h=120&fit=cover&mask=star',
  'mask-bg': 'portrait.jpg?w=120&h=120&fit=cover&mask=circle&mask-bg=336699',
  'rot-bg': 'off-centre.jpg?w=160&rot=20&rot-bg=ffcc00',
  mark: 'landscape.jpg?w=180&mark=logo',
  'mark-align': 'landscape.jpg?w=180&mark=logo&mark-align=top-left',
  'mark-alpha': 'landscape.jpg?w=180&mark=logo&mark-alpha=40',
  'mark-w': 'landscape.jpg?w=180&mark=logo&mark-w=0.5',
  'mark-pad': 'landscape.jpg?w=180&mark=logo&mark-pad=0',
  anim: 'animation.gif?w=120&anim=false',
  frame: 'animation.gif?w=120&frame=8',
} satisfies Record<Shown, string>;

/** The config of the examples: one watermark. */
export const exampleConfig = resolveConfig({
  stackName: 'edge-images',
  originals: { access: 'public' },
  derivatives: { days: 90 },
  originShieldRegion: 'us-east-1',
  marks: { logo: 'flat.png' },
});

/** A picture of docs/pictures/examples/, and the URL that gives it. */
export type Picture = { file: string; address: string };

/** All pictures of docs/examples.md. Those that move stay in their own format, the others are WebP: few bytes, transparent. */
export const examplePictures = (): Picture[] => {
  const shown = Object.entries(examples).flatMap(([parameter, query]) => [
    { file: fileOf(parameter, query), address: `/${query}` },
    { file: fileBefore(query), address: `/${imageOf(query)}?w=${widthBefore(query)}` },
  ]);
  return [...new Map(shown.map((each) => [each.file, each])).values()].map(({ file, address }) => ({
    file,
    address: file.endsWith('.webp') ? `${address}&format=webp` : address,
  }));
};

const imageOf = (query: string) => query.replace(/\?.*/, '');
const widthBefore = (query: string) => (/^(alpha|portrait|animation)/.test(query) ? 120 : 180);
const fileBefore = (query: string) =>
  imageOf(query).replace(/\.(\w+)$/, (_, type) => (type === 'gif' ? '.gif' : '.webp'));
const fileOf = (parameter: string, query: string) =>
  `${parameter}${imageOf(query).endsWith('.gif') ? '.gif' : '.webp'}`;

const head = `# Examples

Every parameter with a visible effect, before and after. \`npm run docs:pictures\` makes this page from the sample images.
[Parameters](parameters.md) lists all values.
`;

/** The text of docs/examples.md. */
export const examplesPage = (): string => {
  const docs = parameterDocs();
  const sections = groups.map((group) => {
    const rows = docs.filter((each) => each.group === group).map(({ parameter, meaning }) => rowOf(parameter, meaning));
    return `## ${group}\n\n${markdownTable(['Parameter', 'Before', 'After'], rows)}\n`;
  });
  return [head, ...sections].join('\n');
};

const rowOf = (parameter: Parameter, meaning: string) => {
  const queries: { [name: string]: string } = examples;
  const query = queries[parameter] ?? '';
  const picture = (alt: string, file: string) => `![${alt}](pictures/examples/${file})`;
  return [
    `**${parameter}**: ${meaning}<br>\`/${query}\``,
    picture('before', fileBefore(query)),
    picture(`with ${parameter}`, fileOf(parameter, query)),
  ];
};
