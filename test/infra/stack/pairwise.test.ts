import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Match } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { viewerSource } from '../../../infra/build/viewer-source.ts';
import type { Config, ConfigInput } from '../../../infra/config/schema.ts';
import { furtherBuckets } from '../../../infra/config/settings/further-buckets.ts';
import { originSettings } from '../../../infra/config/settings/origin-settings.ts';
import { pageSettings } from '../../../infra/config/settings/page-settings.ts';
import { hasUpkeep, upkeepSettings } from '../../../infra/config/settings/upkeep-settings.ts';
import { resolveConfig } from '../../../infra/config/validate.ts';
import { combined, type Feature, features } from '../../support/features.ts';
import { type Synthesized, synthesizer } from '../../support/synthesize.ts';

// Every pair of features is refused by name or deployed, and where it is deployed neither of the two is without effect.

const { synthesize, templatesOf, close } = synthesizer();
afterAll(close);

/** What is without effect beside another feature, and where docs/configuration.md says so. */
const documented: [feature: string, beside: string, words: string][] = [
  ['a ladder', 'nothing but presets', 'Has no effect with `presetsOnly`'],
  ['stripped originals', 'private originals', 'Has no effect if originals are private'],
];

type Outcome = { config: Config } | { refusal: string };

const resolved = (input: ConfigInput): Outcome => {
  try {
    return { config: resolveConfig(input) };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) };
  }
};

const pairs = features.flatMap((one, at) =>
  features.slice(at + 1).flatMap((other) => {
    const input = combined([one, other]);
    return input ? [{ one, other, ...resolved(input) }] : [];
  }),
);
const refused = pairs.filter((pair) => 'refusal' in pair);
const accepted = pairs.filter((pair) => 'config' in pair);

test('a feature by itself is accepted', () => {
  for (const feature of features) {
    const input = combined([feature]);
    expect([feature.name, input && resolved(input)]).toEqual([feature.name, { config: expect.anything() }]);
  }
  expect(pairs.length).toBeGreaterThan(1000);
});

describe('a pair that is refused', () => {
  test.each(refused)(
    '$one.name, $other.name: both fields are named, and what is expected',
    ({ one, other, refusal }) => {
      for (const { fields } of [one, other])
        expect([refusal, fields.some((field) => refusal.includes(field))]).toEqual([refusal, true]);
      expect(refusal).toMatch(/, expected \S+ \S/);
    },
  );
});

/** What the functions and the page are told: all that is not in the templates. */
const told = (config: Config): string =>
  JSON.stringify([
    originSettings(config),
    config.attach?.viewerFunction === false ? '' : viewerSource(config),
    config.door === 'regional' && [config.originals.prefix, furtherBuckets(config), config.httpOrigins],
    hasUpkeep(config) && [upkeepSettings(config, ''), config.pregenerate],
    config.page && pageSettings(config),
    config.monitoring?.canary,
  ]);

const toldTo = (...chosen: Feature[]): string => {
  const input = combined(chosen);
  return input ? told(resolveConfig(input)) : '';
};

/** Features that the templates alone show. */
const ofTemplates = features.filter((feature) => toldTo(feature) === toldTo());
const isDocumented = (feature: Feature, beside: readonly Feature[]) =>
  documented.some(([name, other]) => feature.name === name && beside.some(({ name }) => name === other));

test('what is without effect is said where the field is described', async () => {
  const page = await readFile('docs/configuration.md', 'utf8');
  for (const [, , words] of documented) expect(page).toContain(words);
});

const stacksOf = (input: ConfigInput): Synthesized[] => {
  const { regional, keeper, watcher, door, candidate, ...images } = synthesize({}, input);
  return [images, regional, keeper, watcher, door, candidate].filter((each) => each !== undefined);
};
const templatesFor = (input: ConfigInput): string => {
  const key = JSON.stringify(input);
  const known = synthesized.get(key) ?? templatesOf(input);
  synthesized.set(key, known);
  return known;
};
const synthesized = new Map<string, string>();

/** Whether a feature changes nothing beside others: its values are not theirs, yet what is told and deployed is the same. */
const isSilent = (feature: Feature, others: readonly Feature[]): boolean => {
  const [without, whole] = [combined(others), combined([...others, feature])];
  // What the others need too stays when this one goes, or can't go.
  if (!without || !whole || JSON.stringify(without) === JSON.stringify(whole)) return false;
  const [before, after] = [resolved(without), resolved(whole)];
  if (!('config' in before) || !('config' in after) || isDocumented(feature, others)) return false;
  return told(before.config) === told(after.config) && templatesFor(without) === templatesFor(whole);
};

test('beside any other feature that it may stand with, a feature changes what functions are told', () => {
  const silent = accepted.flatMap(({ one, other }) =>
    [
      { feature: one, beside: other },
      { feature: other, beside: one },
    ].filter(({ feature, beside }) => !ofTemplates.includes(feature) && isSilent(feature, [beside])),
  );
  expect(silent.map(({ feature, beside }) => `${feature.name} beside ${beside.name}`)).toEqual([]);
});

/** Rows of as many features as go together, until every accepted pair is in one. */
const rows = (() => {
  const key = (one: Feature, other: Feature) => [one.name, other.name].sort().join(' + ');
  const open = new Set(accepted.map(({ one, other }) => key(one, other)));
  const all: Feature[][] = [];
  for (const { one, other } of accepted) {
    if (!open.has(key(one, other))) continue;
    const row = [one, other];
    for (const feature of features) {
      if (row.includes(feature) || !row.some((each) => open.has(key(each, feature)))) continue;
      const input = combined([...row, feature]);
      if (input && 'config' in resolved(input)) row.push(feature);
    }
    for (const [at, each] of row.entries()) for (const second of row.slice(at + 1)) open.delete(key(each, second));
    all.push(row);
  }
  return all.map((row) => ({ title: row.map(({ name }) => name).join(', '), row }));
})();

const folder = mkdtemp(join(tmpdir(), 'pairwise-'));
const written: string[] = [];

describe('rows that have every pair', () => {
  test.each(rows)('$title', async ({ row }) => {
    const stacks = stacksOf(combined(row) as ConfigInput);
    for (const { stack, template, findings } of stacks) {
      expect(findings.findError('*', Match.anyValue())).toEqual([]);
      const file = join(await folder, `${written.length}-${stack.stackName}.json`);
      await writeFile(file, JSON.stringify(template.toJSON()));
      written.push(file);
    }
    const silent = row.filter(
      (feature) =>
        ofTemplates.includes(feature) &&
        isSilent(
          feature,
          row.filter((each) => each !== feature),
        ),
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  test.skipIf(spawnSync('cfn-lint', ['--version']).status !== 0)(
    'cfn-lint finds nothing',
    async () => {
      expect(written.length).toBeGreaterThan(rows.length);
      // W3005: CDK itself writes a dependency beside a reference that implies it.
      const line = ['--format', 'parseable', '--ignore-checks', 'W3005', '--template', ...written];
      const { stdout } = await promisify(execFile)('cfn-lint', line, { maxBuffer: 1e8 }).catch((error) => error);
      expect(stdout).toBe('');
    },
    1_200_000,
  );
});
