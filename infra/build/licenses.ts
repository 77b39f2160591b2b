import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** The licenses of the packages in a bundle, each text once, under the packages that have it. sharp's is that of its binaries too. */
export async function bundledLicenses({ outputs }: Metafile): Promise<Uint8Array> {
  const inputs = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const folders = new Set(used.flatMap(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []));
  const packages = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const { title, text } = await licenseOf(join(root, folder));
    packages.set(text, [...(packages.get(text) ?? []), title]);
  }
  return Buffer.from([...packages].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`).join('\n\n'));
}

/** `name version (license)`, and its text; not every package has one. */
const licenseOf = async (folder: string): Promise<{ title: string; text: string }> => {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
  return {
    title: `${name} ${version} (${license})`,
    text: file ? (await readFile(join(folder, file), 'utf8')).trim() : '',
  };
};
