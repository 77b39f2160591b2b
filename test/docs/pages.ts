import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';

/** A page of documentation: its path from the root of the project, and its Markdown. */
export type Page = { path: string; text: string };

export const root = join(import.meta.dirname, '../..');

/** README and its siblings, and every page of docs/ and samples/. */
export const readPages = async (): Promise<Page[]> => {
  const folders = await Promise.all(['docs', 'samples'].map(pathsIn));
  const siblings = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
  const paths = [...siblings, ...folders.flat()].filter((path) => path.endsWith('.md'));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })));
};

const pathsIn = async (folder: string) =>
  (await readdir(join(root, folder), { recursive: true }))
    .filter((path) => !path.includes('node_modules'))
    .map((path) => join(folder, path));

/** A link of a page to a file of the project: the file's path from the root, and the heading it names. */
export type Link = { from: string; to: string; heading: string };

/** The links between files; addresses on other hosts can't be checked without a network. */
export const linksOf = ({ path, text }: Page): Link[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)|<(?:img|source)[^>]* src(?:set)?="([^"]+)"/g)]
    .map(([, link, picture]) => link ?? picture ?? '')
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [file = '', heading = ''] = target.split('#');
      return { from: path, to: file === '' ? path : normalize(join(dirname(path), file)), heading };
    });

/** The anchors of a page's headings, as GitHub makes them. */
export const anchorsOf = ({ text }: Page): string[] =>
  [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '');

/** Names of the npm scripts that a page tells to run. */
export const scriptsOf = ({ text }: Page): string[] =>
  [...text.matchAll(/\bnpm run ([a-z](?:[\w:-]*\w)?)/g)].map(([, name = '']) => name);

/** Paths with a query that a page gives as examples, in backticks. */
export const examplesOf = ({ text }: Page): string[] =>
  [...text.matchAll(/`(\/[\w./-]+\?[^`\s]+)`/g)].map(([, address = '']) => address);
