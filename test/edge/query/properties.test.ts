import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { planGeometry } from '../../../edge/image/geometry/plan.ts';
import { canonical, parseCanonical } from '../../../edge/query/canonical.ts';
import { splitQuery } from '../../../edge/query/decode.ts';
import { native, parseNative } from '../../../edge/query/native.ts';
import { type Parameter, parameterNames, parameters, type Variant } from '../../../edge/query/parameters.ts';
import { resolve } from '../../../edge/query/resolve.ts';
import { chrome } from '../../support/edge.ts';
import { oddRows, parameterRows, shorthandRows } from '../../support/queries.ts';

// Invariants over seeded random queries: what holds for any query at all. The long run asks 100,000.
const runs = { seed: 20_260_517, numRuns: Number(process.env.QUERIES ?? 10_000) };
const fewer = { ...runs, numRuns: 4000 };

// Ten seconds of work in the long run, on a machine that may have more to do.
vi.setConfig({ testTimeout: 120_000 });

type Pair = [name: string, value: string];

const rows = [...parameterRows, ...shorthandRows, ...oddRows].flatMap(([query]) =>
  query.split('&').map((pair): Pair => [pair.replace(/=.*/s, ''), pair.replace(/^[^=]*=?/, '')]),
);

const number = fc.oneof(
  fc.integer({ min: -10, max: 9000 }),
  fc.double({ min: -2, max: 2, noNaN: true, noDefaultInfinity: true }).map((value) => value.toFixed(5)),
  fc.constantFrom('NaN', 'Infinity', '-Infinity', '1e9', '1e-9', '9'.repeat(400), '-0', '.', '+5', '5.', '0x1f'),
);
const strange = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('\ud800', '\udc00x', '%', '%zz', '%ff', '%C3', '%00', '~', '_', '~_~', '__proto__', 'constructor'),
  fc.constantFrom('x'.repeat(5000), '9'.repeat(5000), ','.repeat(500), '💥'.repeat(40), '%F0%9F%92%A5', ' ', '+'),
);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...rows.map(([, value]) => value)) },
  { weight: 2, arbitrary: number.map(String) },
  { weight: 2, arbitrary: fc.array(number, { maxLength: 5 }).map((numbers) => numbers.join(',')) },
  { weight: 2, arbitrary: strange },
);
const unknown = fc.constantFrom(
  'utm_source',
  'ixlib',
  'variant',
  '',
  'x',
  '__proto__',
  'constructor',
  'toString',
  'é',
  'w%20',
);
const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...native.names) }, { weight: 1, arbitrary: unknown });
/** Anything that may stand behind the question mark. */
const anyQuery = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.array(fc.tuple(name, value), { maxLength: 8 }).map((pairs) => pairs.map(written).join('&')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);
const written = ([name, value]: Pair) => `${name}=${value}`;

/** Queries that can be read: a row each, every name once. */
const readable = rows.filter(([name, value]) => name !== '' && !parseNative(splitQuery(written([name, value]))).status);
const pairs = fc.uniqueArray(fc.constantFrom(...readable), { selector: ([name]) => name.toLowerCase(), maxLength: 8 });

const header = (name: string) => ({ accept: chrome, 'sec-ch-width': '333', 'save-data': 'on' })[name] ?? '';
const answerTo = (query: string) => {
  const asked = parseNative(splitQuery(query));
  return asked.status ? asked : canonical(resolve(asked, header));
};
const textOf = (pairs: Pair[]) => pairs.map(written).join('&');

test('any query at all is a canonical text or a problem, and nothing is thrown', () => {
  fc.assert(
    fc.property(anyQuery, (query) => {
      const answer = answerTo(query);
      if (typeof answer !== 'string')
        return answer.status === 400 && answer.expected !== '' && answer.value.length < 100;
      const variant = parseCanonical(answer);
      return /^[\w.~-]*$/.test(answer) && variant !== undefined && canonical(variant) === answer;
    }),
    runs,
  );
});

test('any text at all is a canonical text or none, and nothing is thrown', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(fc.tuple(fc.constantFrom<string>(...parameterNames, 'x', '__proto__'), value), { maxLength: 5 })
      .map((pairs) => pairs.map(([parameter, value]) => `${parameter}~${value}`).join('_')),
  );
  fc.assert(
    fc.property(text, (text) => {
      const variant = parseCanonical(text);
      return !variant || canonical(variant) === text;
    }),
    fewer,
  );
});

describe('one image has one key', () => {
  const same = (change: (pairs: Pair[], seed: number) => Pair[]) =>
    fc.assert(
      fc.property(pairs, fc.nat(), (pairs, seed) => {
        const [one, other] = [answerTo(textOf(pairs)), answerTo(textOf(change(pairs, seed)))];
        return typeof one === 'string' && one === other;
      }),
      fewer,
    );

  test('in any order', () => {
    same((pairs, seed) => {
      const keyed = pairs.map((pair, at): [number, Pair] => [Math.imul(seed + at, 2_654_435_761) >>> 0, pair]);
      return keyed.sort(([a], [b]) => a - b).map(([, pair]) => pair);
    });
  });

  test('in any case', () => {
    same((pairs, seed) =>
      pairs.map(([name, value], at) => [(seed >> at) & 1 ? name.toUpperCase() : name.toLowerCase(), value]),
    );
  });

  test('by any name', () => {
    const namesOf = (parameter: string) => {
      const [, aliases = ''] = parameters[parameter as Parameter];
      return [parameter, ...aliases.split(' ').filter(Boolean)];
    };
    const groups = parameterNames.map(namesOf);
    same((pairs, seed) => {
      // Two names of one parameter would be another query: the first of them counts.
      const once = pairs.filter(([name], at) => {
        const group = groups.find((names) => names.includes(name.toLowerCase()));
        return !group || pairs.findIndex(([other]) => group.includes(other.toLowerCase())) === at;
      });
      if (once.length < pairs.length) return pairs;
      return pairs.map(([name, value]) => {
        const group = groups.find((names) => names.includes(name.toLowerCase()));
        return [group?.[seed % group.length] ?? name, value];
      });
    });
  });

  test('beside any parameters that are not ours', () => {
    same((pairs, seed) => {
      const more: Pair[] = [
        ['utm_source', String(seed)],
        ['variant', 'w~9'],
        ['__proto__', '1'],
        [`x${seed}`, 'w=1'],
      ];
      return [...more.slice(seed % 4), ...pairs, ...more.slice(0, seed % 4)];
    });
  });

  test('with what holds anyway written out', () => {
    const usual: Pair[] = [
      ['dpr', '1'],
      ['enlarge', '0'],
      ['rot', '360'],
      ['mark-pad', '10'],
      ['cs', 'srgb'],
      ['blur', '0'],
      ['anim', 'yes'],
    ];
    same((pairs, seed) => {
      const asked = splitQuery(textOf(pairs));
      const said = Object.keys(parseNative(asked));
      return [...pairs, ...usual.filter(([name], at) => (seed >> at) & 1 && !said.includes(name))];
    });
  });
});

test('two variants that differ in pixels differ in their text: it keeps all but what holds anyway', () => {
  const size = fc.record({ width: fc.integer({ min: 1, max: 5000 }), height: fc.integer({ min: 1, max: 5000 }) });
  fc.assert(
    fc.property(pairs, size, (pairs, size) => {
      const asked = parseNative(splitQuery(textOf(pairs)));
      fc.pre(!asked.status);
      const settled = resolve(asked as Variant, header);
      const read = parseCanonical(canonical(settled)) as Variant;
      const original = { ...size, orientation: 1, frames: 5 };
      expect(planGeometry(read, original)).toEqual(planGeometry(settled, original));
      for (const parameter of parameterNames) {
        const [reader, , preset] = parameters[parameter];
        const usual = preset === undefined ? (reader.read('0') ?? reader.read('false')) : reader.read(preset);
        if (String(read[parameter] ?? usual) !== String(settled[parameter] ?? usual)) throw new Error(parameter);
      }
    }),
    fewer,
  );
});
