import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { DialectName } from '../../edge/query/dialects/registry.ts';

/**
 * Node's own modules without ES module facades, each loaded when something of it is first used. A facade reads every export, and
 * some of those load more: `WebSocket` of `node:http` loads undici, 28 ms of a cold start, `webcrypto` of `node:crypto` takes 3 ms,
 * `promises` and `ReadStream` of `node:fs` 4 ms. And most images need no `node:zlib`: 4 ms.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^(node:)?[a-z_/0-9]+$/ }, ({ path }) =>
      isBuiltin(path) ? { path: path.replace(/^node:/, ''), namespace: 'lazy-builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'lazy-builtin' }, ({ path }) => ({ contents: lazily(path) }));
  },
};

/** A CommonJS module that has the exports of one of Node's as getters. Functions, such as `node:events` is one, are loaded at once. */
const lazily = (path: string): string => {
  const load = `process.getBuiltinModule(${JSON.stringify(`node:${path}`)})`;
  const found = process.getBuiltinModule(path);
  if (typeof found === 'function') return `module.exports = ${load}`;
  const names = JSON.stringify(Object.keys(found ?? {}));
  return `for (const name of ${names}) Object.defineProperty(exports, name, { enumerable: true, get: () => ${load}[name] })`;
};

// What sharp finds out while it loads, by what its modules import: all of it is known when the asset is built.
const known: { [imported: string]: (folder: string) => string } = {
  './sharp.mjs': () => `export default require('@img/sharp-linux-' + process.arch + '/sharp.node')`,
  './libvips.mjs': () => `export default { runtimePlatformArch: () => 'linux-' + process.arch }`,
  '../package.json': (folder) => `module.exports = { version: '${versionIn(folder)}' }`,
  'detect-libc': () => `module.exports = { familySync: () => 'glibc' }`,
};

const versionIn = (folder: string): string => JSON.parse(readFileSync(join(folder, '../package.json'), 'utf8')).version;

/** Lambda is Linux with glibc and a Node that sharp supports, so sharp need not find out: 50 KB less to compile, no failed `require`. */
export const knownPlatform: Plugin = {
  name: 'known-platform',
  setup: ({ onResolve, onLoad }) => {
    onResolve(
      { filter: /^(\.\/(sharp|libvips)\.mjs|\.\.\/package\.json|detect-libc)$/ },
      ({ path, importer, resolveDir }) =>
        importer.includes('/node_modules/sharp/dist/')
          ? { path, namespace: 'known-platform', pluginData: resolveDir }
          : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'known-platform' }, ({ path, pluginData }) => ({
      contents: known[path]?.(pluginData) ?? '',
    }));
  },
};

/**
 * sharp reads colors with a package of 45 KB, of any notation. It is only given numbers here: anything else has no `r`, which sharp refuses.
 */
export const plainColors: Plugin = {
  name: 'plain-colors',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^@img\/colour$/ }, ({ path }) => ({ path, namespace: 'plain-colors' }));
    onLoad({ filter: /.*/, namespace: 'plain-colors' }, () => ({
      contents: `export default ({ r, g, b, alpha = 1 }) => ({ red: () => r, green: () => g, blue: () => b, alpha: () => alpha })`,
    }));
  },
};

const late = {
  'node:crypto': `export const getRandomValues = (bytes) => crypto.getRandomValues(bytes)`,
  './uuid/v4': `export const bindV4 = () => () => crypto.randomUUID()`,
};

/** Smithy's core asks for Web Crypto while it is loaded, to make UUIDs that signing does not need: 3 ms. */
export const lateUuids: Plugin = {
  name: 'late-uuids',
  setup: ({ onResolve, onLoad }) => {
    for (const [wanted, contents] of Object.entries(late)) {
      const namespace = `late ${wanted}`;
      onResolve({ filter: new RegExp(`^${wanted}$`) }, ({ path, importer }) =>
        importer.endsWith('@smithy/core/dist-es/submodules/serde/index.js') ? { path, namespace } : undefined,
      );
      onLoad({ filter: /.*/, namespace }, () => ({ contents }));
    }
  },
};

/** Parts of Smithy's core that signing never reaches: event streams, and regions of the machine that this is not. */
export const noEventStreams: Plugin = {
  name: 'no-event-streams',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^(@smithy\/core\/event-streams|node:http)$/ }, ({ path, kind, importer }) =>
      kind === 'dynamic-import' && importer.includes('/@smithy/core/') ? { path, external: true } : undefined,
    );
  },
};

/** For configs without `explain`: no request gets there (edge/answer/asked-variant.ts). */
export const withoutExplain: Plugin = {
  name: 'without-explain',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /\/explain\/explain\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, namespace: 'without-explain' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'without-explain' }, () => ({ contents: `throw new Error('explain is off')` }));
  },
};

/** `explain` with these dialects alone. Most of its code is what the services document, of all dialects. */
export const onlyDialects = (names: readonly DialectName[]): Plugin => ({
  name: 'only-dialects',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /\/dialects\/registry\.ts$/ }, ({ importer, resolveDir }) =>
      importer.endsWith('trace.ts')
        ? { path: 'registry', namespace: 'only-dialects', pluginData: resolveDir }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'only-dialects' }, ({ pluginData }) => ({
      contents: registryOf(names),
      resolveDir: join(pluginData, '../query/dialects'),
    }));
  },
});

/** The part of edge/query/dialects/registry.ts that `explain` reads: a dialect has the name of its file. */
const registryOf = (names: readonly DialectName[]): string => {
  const imports = names.map(
    (name) => `import { ${name} } from './${name}.ts'; import { ${name}Conformance } from './conformance/${name}.ts';`,
  );
  const rows = names.map((name) => `${name}: { dialect: ${name}, conformance: ${name}Conformance },`);
  return `${imports.join('')} const dialects = { ${rows.join('')} }; export const dialectEntry = (name) => dialects[name];`;
};

/** Lambda's credentials are in its variables, so the SDK that would find others (edge/storage/credentials.ts) stays out. */
export const credentialsInVariables: Plugin = {
  name: 'credentials-in-variables',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^@aws-sdk\/client-s3$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, namespace: 'credentials-in-variables' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'credentials-in-variables' }, () => ({
      contents: `throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set')`,
    }));
  },
};
