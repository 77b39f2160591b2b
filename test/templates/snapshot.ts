import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Differences, Templates } from './compare.ts';
import { normalize } from './normalize.ts';

const root = join(import.meta.dirname, '../..');
const unreleased = 'unreleased.md';

/** The templates of the last minor version, and that version, such as 0.1. */
export const readSnapshot = async (): Promise<{ version: string; templates: Templates }> => {
  const [version, ...more] = (await readdir(import.meta.dirname, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  if (!version || more.length > 0)
    throw new Error(`test/templates/ has ${[version, ...more].join(', ')}, expected the folder of one version`);
  return { version, templates: await readTemplates(join(import.meta.dirname, version), '.json') };
};

/** What CDK wrote into a folder, by the names of the stacks. */
export const readTemplates = async (folder: string, extension = '.template.json'): Promise<Templates> => {
  const files = (await readdir(folder)).filter((name) => name.endsWith(extension)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return Object.fromEntries(files.map((file, index) => [file.replace(extension, ''), JSON.parse(texts[index] ?? '')]));
};

/** Makes these the templates of a version; what was reviewed since the last one goes into the file of that version. */
export const moveSnapshot = async (version: string, templates: Templates): Promise<void> => {
  const { version: last } = await readSnapshot();
  await rename(join(import.meta.dirname, unreleased), join(import.meta.dirname, `${last}-to-${version}.md`));
  await rm(join(import.meta.dirname, last), { recursive: true });
  await writeSnapshot(version, templates);
  await writeReviewed(version, { breaking: [], other: [] });
};

/** Writes the templates of a version, normalized. */
const writeSnapshot = async (version: string, templates: Templates): Promise<void> => {
  const folder = join(import.meta.dirname, version);
  await mkdir(folder, { recursive: true });
  for (const [stack, template] of Object.entries(templates))
    await writeFile(join(folder, `${stack}.json`), `${JSON.stringify(normalize(template), undefined, 1)}\n`);
};

/** What somebody has looked at: the text of the differences since the last minor version. */
export const readReviewed = (): Promise<string> => readFile(join(import.meta.dirname, unreleased), 'utf8');

/** Says that these differences are on purpose. */
export const writeReviewed = (version: string, differences: Differences): Promise<void> =>
  writeFile(join(import.meta.dirname, unreleased), reviewText(version, differences));

/** The text of the differences since a version. */
export const reviewText = (version: string, { breaking, other }: Differences): string => {
  const list = (title: string, lines: string[]) =>
    lines.length > 0 ? [`## ${title}`, lines.map((line) => `- ${line}`).join('\n')] : [];
  const lists = [...list('Breaking', breaking), ...list('Other', other)];
  return `${[
    `# Templates since ${version}`,
    'How the CloudFormation templates of samples/apps/cdk differ from those of that version. Written by `npm run templates`.',
    ...(lists.length > 0 ? lists : ['Nothing differs.']),
  ].join('\n\n')}\n`;
};

/** The version of package.json. */
export const packageVersion = async (): Promise<string> =>
  JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version;

/** Its major and minor part. */
export const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

/** Whether a version may break what was deployed with another: by its major part, before 1.0 by its minor part. */
export const mayBreak = (from: string, to: string): boolean => {
  const [major, minor] = to.split('.');
  const [oldMajor, oldMinor] = from.split('.');
  return major !== oldMajor || (major === '0' && minor !== oldMinor);
};

/** Whether the present version may break what was deployed with that of the snapshot: before the first release nothing was. */
export const isBreakingAllowed = async (from: string): Promise<boolean> =>
  (await lastReleased()) === undefined || mayBreak(from, await packageVersion());

/** The last version that CHANGELOG.md has a section of; undefined before the first. */
export const lastReleased = async (): Promise<string | undefined> =>
  /^## \[(\d+\.\d+\.\d+)\]/m.exec(await readFile(join(root, 'CHANGELOG.md'), 'utf8'))?.[1];
