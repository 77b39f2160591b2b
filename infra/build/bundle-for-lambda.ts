import type { Plugin } from 'esbuild';

/**
 * `node:http` and `node:https` without ES module facades: a facade reads every export, and two of theirs (`WebSocket`,
 * `CloseEvent`) load undici, 28 ms of a cold start.
 */
export const plainBuiltins: Plugin = {
  name: 'plain-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^(node:)?https?$/ }, ({ path }) => ({ path, namespace: 'plain-builtin' }));
    onLoad({ filter: /.*/, namespace: 'plain-builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
    }));
  },
};

// What sharp asks of two packages while it loads: both answers are known when the asset is built.
const known: { [name: string]: string } = {
  'detect-libc': `{ GLIBC: 'glibc', MUSL: 'musl', isNonGlibcLinuxSync: () => false, familySync: () => 'glibc', versionSync: () => null }`,
  semver: `{ coerce: (version) => ({ version }), satisfies: () => true }`,
};

/** Lambda is Linux with glibc and a Node that sharp supports, so sharp need not find out: 30 KB less to compile. */
export const knownPlatform: Plugin = {
  name: 'known-platform',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^(detect-libc|semver)$/ }, ({ path, importer }) =>
      importer.includes('/node_modules/sharp/') ? { path, namespace: 'known-platform' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'known-platform' }, ({ path }) => ({
      contents: `module.exports = ${known[path]}`,
    }));
  },
};
