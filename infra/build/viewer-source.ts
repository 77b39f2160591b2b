import { namesOf } from '../../edge/answer/named-images.ts';
import { splitQuery } from '../../edge/query/decode.ts';
import { conformanceRows } from '../../edge/query/dialects/conformance/conformance.ts';
import { dialectEntry } from '../../edge/query/dialects/registry.ts';
import { parseNative } from '../../edge/query/native.ts';
import type { Variant } from '../../edge/query/parameters.ts';
import { type DialectRow, dialectPattern, isEveryPath } from '../config/paths/dialects.ts';
import { originalsByPath } from '../config/paths/locations.ts';
import { patternSource } from '../config/paths/path-pattern.ts';
import type { Config } from '../config/schema.ts';
import type { Unread } from './lean-query.ts';

/** The source of the viewer function: what the config switches on is imported, and nothing else takes bytes. */
export const viewerSource = (config: Config): string => {
  const steps = stepsOf(config);
  const names = [...new Set(config.dialects?.map(({ dialect }) => dialect))];
  const spelling = hasOneSpelling(config) ? 'canonicalPath: canonicalPath, ' : '';
  return `
    import { queryOf, viewerRequest } from './edge/viewer-request.ts';
    import { imgixSignature, keyName, requireSignature } from './edge/viewer/signature.ts';
    import {
      imgproxySignature, keepPath, thumborPath, thumborSignature
    } from './edge/viewer/path-signature.ts';
    import { imgproxyPath } from './edge/query/imgproxy-path.ts';
    import { keepAddress, answerExplain } from './edge/viewer/explain.ts';
    import { defaultLadder, snapToLadder } from './edge/viewer/ladder.ts';
    import { expandPreset, presetsOnly } from './edge/viewer/presets.ts';
    import { knownNamesOnly } from './edge/viewer/named-images.ts';
    import { canonicalPath } from './edge/viewer/canonical-path.ts';
    import { dialectStep, parseDialect } from './edge/query/dialect.ts';
    import { nativeStep } from './edge/query/native.ts';
    ${names.map((name) => `import { ${name} } from './edge/query/dialects/${name}.ts';`).join('\n')}
    const answer = viewerRequest({ ${originals(config)}${spelling}steps: [${steps.join()}] });
    ${config.signing ? withSecret(pathSigners(config.dialects)) : 'export { answer as handler };'}
  `;
};

/** The names of parameters that the dialects read; undefined where our own parameters are read too. */
export const namesRead = (config: Config): string[] | undefined =>
  readsNative(config)
    ? undefined
    : [...new Set(config.dialects?.flatMap(({ dialect }) => dialectEntry(dialect).dialect.parameters.split(' ')))];

/** What none of the configured services documents; nothing where our own parameters are read, or presets may have it. */
export const unreadOf = (config: Config): Unread[] => {
  if (readsNative(config)) return [];
  const known = entriesOf(config);
  const presets = JSON.stringify(readPresets(config.presets ?? {}));
  const isUnread: { [what in Unread]: boolean } = {
    'automatic width': !known.some(({ autoWidth }) => autoWidth) && !presets.includes('"w":"auto"'),
    'color names': known.every(({ hexOnly }) => hexOnly),
    'yielding names': !known.some(({ dialect: { own = {} } }) => 'auto' in own || 'url' in own),
  };
  return (['automatic width', 'color names', 'yielding names'] as const).filter((what) => isUnread[what]);
};

/** The values that the configured services document, in lower case. */
export const documentedValues = (config: Config): string[] =>
  entriesOf(config).flatMap(({ conformance }) =>
    conformanceRows(conformance).flatMap(({ names }) =>
      names.map((name) =>
        name
          .replace(/^[^=]*=?/, '')
          .replace(':', '-')
          .toLowerCase(),
      ),
    ),
  );

const entriesOf = ({ dialects = [] }: Config) => dialects.map(({ dialect }) => dialectEntry(dialect));

/** Where some originals may be sent the Lambda refuses the others: it knows which bucket answered. */
const originals = (config: Config) =>
  originalsByPath(config).every(({ originals }) => originals.access === 'private')
    ? `original: { status: 403, title: 'The originals are private' }, `
    : '';

/**
 * Whether all spellings of a path are one image: a web server may tell them apart, and between several origins of a distribution
 * CloudFront chooses by the path as it was sent.
 */
export const hasOneSpelling = ({ attach, buckets, httpOrigins }: Config): boolean =>
  !attach && !buckets && !httpOrigins;

// The order matters: parse the query, check the signature, allow only presets, snap sizes, expand presets, check names.
const stepsOf = ({ dialects = [], signing, presets, presetsOnly, snap, explain, ...named }: Config): string[] => [
  parser(
    dialects.length > 0 ? dialectParser(dialects, !!signing && pathSigners(dialects).length > 0) : 'nativeStep',
    explain,
  ),
  ...(signing ? [`requireSignature(${closedPaths(signing.paths)}, crypto, ${kindOf(signatureKinds(dialects))})`] : []),
  ...(presetsOnly ? ['presetsOnly'] : []),
  ...(snap ? [`snapToLadder(${snap === 'default' ? 'defaultLadder' : JSON.stringify(snap)}, ${!!signing})`] : []),
  ...(presets ? [`expandPreset(${JSON.stringify(readPresets(presets))})`] : []),
  ...(named.marks || named.fallbacks ? [`knownNamesOnly(${JSON.stringify(namesOf(named))})`] : []),
  ...(explain ? [`answerExplain(${explain === 'signed'})`] : []),
];

const parser = (step: string, explain: Config['explain']) => (explain ? `keepAddress(${step})` : step);

const dialectParser = (rows: readonly DialectRow[], inPath: boolean) => {
  const [first] = rows;
  const step =
    first && isEveryPath(first.path)
      ? `parseDialect(${first.dialect})`
      : `dialectStep([${rows.map(rowOf).join()}]${readsNative({ dialects: rows }) ? ', nativeStep' : ''})`;
  return inPath ? `keepPath(${step})` : step;
};

/** The services whose signatures stand in the path; the key is the one named after the service. */
const pathSigners = (rows: Config['dialects'] = []) =>
  (['imgproxy', 'thumbor'] as const).filter((name) => rows.some(({ dialect }) => dialect === name));

const kindOf = (kinds: readonly string[]) =>
  kinds.length === 1
    ? `${kinds[0]}Signature`
    : `(visitor, crypto) => ${kinds.map((kind) => `${kind}Signature(visitor, crypto)`).join(' || ')}`;

/** How the services of these dialects sign, beside ourselves. */
export const signatureKinds = (rows: readonly DialectRow[]) => {
  const signers = pathSigners([...rows]);
  const isAll =
    !readsNative({ dialects: [...rows] }) && rows.every(({ dialect }) => signers.some((name) => name === dialect));
  return [...signers, ...(isAll ? [] : (['imgix'] as const))];
};

// Behind a row for every path our own parameters are never read.
const readsNative = ({ dialects = [] }: Pick<Config, 'dialects'>) => !dialects.some(({ path }) => isEveryPath(path));

const rowOf = ({ path, dialect }: DialectRow) => `[/${dialectPattern(path)}/, ${dialect}]`;

// An async closure is more than runtime 2.0 can do: the one thing that has to be waited for is fetched at the top.
const withSecret = (signers: ReturnType<typeof pathSigners>) => `
  export async function handler(event) {
    let secret;
    try {
      const key = keyName(queryOf(event.request))${signers.map((name) => ` || (${name}Path.test(event.request.uri) && '${name}')`).join('')};
      if (key) secret = await cf.kvs().get(key);
    } catch (_) {}
    return answer(event, secret);
  }
`;

/** What stands before the bundled source: modules that runtime 2.0 has, where a bundler would look for them elsewhere. */
export const viewerHead = ({ signing }: Config): string =>
  signing ? "import cf from 'cloudfront';\nconst crypto = require('crypto');\n" : '';

/** The source of the expression of paths that need a signature. One with dot segments could be any path, so it needs one too. */
export const closedPaths = (paths: readonly string[]) =>
  `/^(${[...paths.map(patternSource), String.raw`[\s\S]*\/\.\.?(\/[\s\S]*)?`].join('|')})$/`;

/** Presets as the config has them, in our own parameters -> variants. Throws on a parameter that can't be read. */
export const readPresets = (presets: NonNullable<Config['presets']>): { [name: string]: Variant } =>
  Object.fromEntries(
    Object.entries(presets).map(([name, query]) => {
      const variant = parseNative(splitQuery(query));
      if (variant.status)
        throw new Error(`The preset ${name}: ${variant.parameter}=${variant.value}, expected ${variant.expected}`);
      return [name, variant];
    }),
  );
