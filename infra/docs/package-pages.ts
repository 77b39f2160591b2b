import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppFormats, appFormats } from '../../edge/url/app-formats.ts';
import type { Example, Snippet } from '../../edge/url/snippet.ts';
import { appSnippets } from '../../edge/url/snippets-apps.ts';
import { frameworkSnippets } from '../../edge/url/snippets-frameworks.ts';
import { urlModule } from '../build/url-module.ts';
import { command } from '../commands/command.ts';
import { markdownTable } from '../commands/print.ts';
import { type Page, writePages } from './pages.ts';

/** The pages about the npm package: its types, and the snippets that the page of `npm start` shows too. A test compares them. */
export const packagePages = async (): Promise<Page[]> => [
  { path: 'docs/url-builder.md', text: await urlBuilderPage() },
  { path: 'docs/frameworks.md', text: frameworksPage() },
  { path: 'docs/mobile.md', text: mobilePage() },
];

const urlBuilderPage = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'package-docs-'));
  await urlModule(directory);
  const declarations = (name: string) => readFile(join(directory, `url/${name}.d.ts`), 'utf8');
  const [url = '', sign = '', signingKey = ''] = await Promise.all(['url', 'sign', 'signing-key'].map(declarations));
  await rm(directory, { recursive: true });
  return page(
    '# URL builder',
    'The package `edge-images` ([install it](writing-urls.md#in-javascript)) writes URLs for web pages and their servers: no dependencies, ES modules and CommonJS, with types. `edge-images/url` is 1.1 kB gzipped in all, and bundlers leave out what is not used. Printed by `npm run docs:package` from the package’s types. [Writing URLs](writing-urls.md) has examples, [Frameworks](frameworks.md) code to paste.',
    '## edge-images/url',
    ...entriesOf(url),
    '## edge-images/sign',
    'For servers: under 5 kB gzipped, since it reads the parameters as the distribution does.',
    ...entriesOf(sign + signingKey),
  );
};

/** A section for each export of a declaration file: its name, its comment, its type. */
const entriesOf = (declarations: string): string[] =>
  [...declarations.matchAll(exported)]
    .filter(([, , , name]) => name !== 'withQuery')
    .flatMap(([, comment = '', kind, name = '', type = '']) => [
      `### ${name}`,
      comment
        .replaceAll(/^\s*\* ?/gm, '')
        .trim()
        .replaceAll('\n', ' '),
      name === 'Parameters'
        ? '[All parameters](parameters.md), under their own names.'
        : fence('ts', `${kind === 'type' ? 'type ' : ''}${name}${type.replaceAll('    ', '  ')}`),
    ]);

/** A comment and the declaration below it, up to the next statement. */
const exported =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (declare const|type) (\w+)([\s\S]*?;)\n(?=\/\*\*|export|type|import|$(?![\s\S]))/g;

const example: Example = {
  src: 'https://images.example.com/off-centre.jpg',
  alt: 'A boat in a bay',
  parameters: { w: '320', h: '180', fit: 'cover', position: '0.85,0.7' },
  width: 320,
  height: 180,
  widest: 2400,
};

const frameworksPage = () =>
  page(
    '# Frameworks',
    'Code to paste for an image of 320 × 180 pixels with a focal point, once the package is [installed](writing-urls.md#in-javascript). The page of `npm start` writes the same for the image and the parameters that you choose there. Printed by `npm run docs:package`. The [sample apps](../samples/apps/README.md) are whole projects, which a test builds and opens in a browser.',
    ...frameworkSnippets(example).flatMap((snippet) => sectionOf(snippet)),
  );

const mobilePage = () =>
  page(
    '# Mobile apps',
    'Image loaders of apps send `Accept: image/*` or nothing, so `format=auto` alone gives them JPEG or PNG. Say in `fmts` what the app decodes; it is part of the URL, so caches keep the formats apart.',
    markdownTable(
      ['App', '`fmts`', 'Source'],
      Object.entries<AppFormats>(appFormats).flatMap(([system, { versions, sources }]) =>
        versions.map(([version, fmts]) => [
          /^every/.test(version) ? `${system}, ${version}` : version,
          `\`${fmts}\``,
          sources.map((source) => `<${source}>`).join(' '),
        ]),
      ),
    ),
    'Where `fmts` and `Accept` both name a format, either allows it. Ask for the size in points with `w` and `h`, and for the pixels of the screen with `dpr`.',
    '## Placeholders',
    '`?format=thumbhash` and `?format=blurhash` answer with a text of some thirty characters. Store it beside the image’s URL, in the feed that the app loads anyway: the placeholder is then there before the first request. expo-image takes it as `placeholder={{ thumbhash }}` or `placeholder={{ blurhash }}`; for Swift, Kotlin and Dart the authors of [ThumbHash](https://github.com/evanw/thumbhash) and [BlurHash](https://github.com/woltapp/blurhash) list decoders. [Placeholders](placeholders.md) has the rest.',
    '## Code',
    'For an image of 320 × 180 points with a focal point. The page of `npm start` writes the same for any image. Printed by `npm run docs:package`. How loaders learn the size of their view: recipes for [iOS](../samples/recipes/ios.md) and [Android](../samples/recipes/android.md).',
    ...appSnippets(example).flatMap((snippet) => sectionOf(snippet, '###')),
  );

const sectionOf = ({ name, files, note }: Snippet, level = '##') => [
  `${level} ${name}`,
  ...files.flatMap(({ name, language, code }) => [...(name ? [`\`${name}\`:`] : []), fence(language, code)]),
  ...(note ? [noteOf(note)] : []),
];

const noteOf = (note: string) => note.replaceAll(/<\w+[^>]*>(?: …>)?/g, '`$&`');

const fence = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\``;

const page = (...paragraphs: string[]) => `${paragraphs.join('\n\n')}\n`;

if (import.meta.main)
  await command(
    'npm run docs:package\n\nWrites docs/url-builder.md, docs/frameworks.md and docs/mobile.md from the package.',
    {},
    async () => writePages(await packagePages()),
  );
