import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Match } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import type { ConfigInput } from '../../../infra/config/schema.ts';
import { resolveConfig } from '../../../infra/config/validate.ts';
import { configurations } from '../../support/configurations.ts';
import { plainly, type Synthesized, synthesizer } from '../../support/synthesize.ts';

const { synthesize, close } = synthesizer();
afterAll(close);

const stacksOf = (changes: Partial<ConfigInput>): Synthesized[] => {
  const { regional, keeper, watcher, door, candidate, ...images } = synthesize(changes);
  return [images, regional, keeper, watcher, door, candidate].filter((each) => each !== undefined);
};
const synthesized = Object.entries(configurations).map(([name, changes]) => ({ name, stacks: stacksOf(changes) }));

describe.each(synthesized)('$name', ({ stacks }) => {
  test('cdk-nag finds nothing that has no reason', () => {
    for (const { findings } of stacks) {
      expect(findings.findError('*', Match.anyValue())).toEqual([]);
      expect(findings.findWarning('*', Match.anyValue())).toEqual([]);
    }
  });

  test('every name that is given has the name of the stack in it, so another stage has other names', () => {
    // Names that CDK makes of the construct's path have no hyphens; `site` is the stack of another app.
    for (const { template } of stacks)
      expect(namesIn(template.toJSON().Resources).filter((name) => !/edge-?images| site/.test(name))).toEqual([]);
  });

  test('buckets are private and encrypted, and every role is bounded to what it names', () => {
    for (const { template } of stacks) {
      for (const { Properties } of Object.values(template.findResources('AWS::S3::Bucket'))) {
        expect(Properties.BucketEncryption).toBeDefined();
        expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      }
      for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role')))
        for (const { PolicyDocument } of Properties.Policies)
          for (const { Action, Resource } of PolicyDocument.Statement) {
            expect([Action].flat().filter((action) => action.includes('*'))).toEqual([]);
            expect([Resource].flat()).not.toContain('*');
          }
    }
  });
});

test('tags reach every resource but the function at the edge; every role has its boundary', () => {
  const [{ template } = synthesized[0]?.stacks[0] as Synthesized] =
    synthesized.find(({ name }) => name.startsWith('tags'))?.stacks ?? [];
  for (const [name, { Properties }] of Object.entries(template.findResources('AWS::Lambda::Function')))
    expect([name, Properties.Tags !== undefined]).toEqual([name, name.startsWith('Upkeep')]);
  template.allResourcesProperties('AWS::IAM::Role', {
    PermissionsBoundary: 'arn:aws:iam::123456789012:policy/Boundary',
    Tags: [{ Key: 'project', Value: 'images' }],
  });
});

test('two stages in one account share no name', () => {
  const everything = configurations['the same beside a bucket elsewhere, monitored where the shield is'];
  const names = (stackName: string) =>
    stacksOf({
      ...everything,
      stackName,
      signing: { paths: ['/private/*'] },
      accessLogs: { destinationArn: 'arn:aws:s3:::logs' },
    })
      .flatMap(({ template, stack }) => [stack.stackName, ...namesIn(template.toJSON().Resources)])
      .map(String);
  const [one, two] = [names('images-test'), names('images-live')];
  expect(one.length).toBeGreaterThan(10);
  expect(one.filter((name) => two.includes(name))).toEqual([]);
});

describe('two stacks of which one name begins with the other share no name', () => {
  const mark = '\u0000';
  // Names that CDK makes of a path end in a hash of it, so they differ where paths do.
  const named = synthesized
    .flatMap(({ stacks }) => stacks)
    .flatMap(({ stack, template }) => [`stack ${stack.stackName}`, ...namesIn(template.toJSON().Resources)])
    .filter((name) => name.includes('edge-images') && !/[0-9A-F]{8}$/.test(name));
  const forms = [...new Set(named.map((name) => name.replace('edge-images', mark)))];
  const namesFor = (stackName: string) => forms.map((form) => form.replace(mark, stackName));
  /** What the second name may have behind the first, so that one name of both might be the same. */
  const parts = (form: string) => {
    const words = (form.split(mark)[1] ?? '').split(/[-/]/).filter(Boolean);
    return words.map((_, at) => words.slice(0, at + 1).join('-'));
  };
  const others = [...new Set(forms.flatMap(parts))].map((part) => `a-${part}`);
  const isLegal = (stackName: string) => {
    try {
      return resolveConfig({ stackName, originals: { access: 'public' } }).stackName === stackName;
    } catch {
      return false;
    }
  };

  test('names of every kind are looked at', () => {
    for (const form of ['stack \0', 'stack \0-derivatives', 'stack \0-alarms', 'AWS::Logs::LogGroup /\0/upkeep'])
      expect(forms).toContain(form);
    expect(forms.length).toBeGreaterThan(15);
  });

  test.each(others)('a and %s', (other) => {
    const shared = namesFor('a').filter((name) => namesFor(other).includes(name));
    // Where they would, the second name is refused.
    expect([other, isLegal(other) ? shared : []]).toEqual([other, []]);
  });

  test('no more names are refused than that takes', () => {
    const refused = others.filter((other) => other.length <= 26 && !isLegal(other));
    expect(refused).toEqual(expect.arrayContaining(['a-alarms', 'a-candidate', 'a-derivatives']));
    expect(refused.filter((other) => !/-(alarms|candidate|derivatives|function|regional)$/.test(other))).toEqual([]);
  });
});

/** The physical names that a template gives; generated ones are unique by themselves. */
function namesIn(resources: { [id: string]: { Type: string; Properties?: object } }): string[] {
  return Object.values(resources).flatMap(({ Type, Properties = {} }) => {
    const own = Object.entries(Properties).flatMap(([field, value]) =>
      /^(\w*Name|Name)$/.test(field) && !/^(TopicName|MetricName)$/.test(field) ? [`${Type} ${plainly(value)}`] : [],
    );
    const config = Object.entries(Properties).find(([field]) =>
      /^(CachePolicy|ResponseHeadersPolicy|OriginAccessControl|OriginRequestPolicy)Config$/.test(field),
    );
    return config ? [`${Type} ${config[1].Name}`] : own.filter((name) => !name.includes('{'));
  });
}

const hasLinter = spawnSync('cfn-lint', ['--version']).status === 0;

test.skipIf(!hasLinter)('cfn-lint finds nothing in any template', { timeout: 600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'templates-'));
  const files = await Promise.all(
    synthesized.flatMap(({ stacks }, at) =>
      stacks.map(async ({ stack, template }) => {
        const file = join(folder, `${at}-${stack.stackName}.json`);
        await writeFile(file, JSON.stringify(template.toJSON()));
        return file;
      }),
    ),
  );
  // W3005: CDK itself writes a dependency beside a reference that implies it.
  const line = ['--format', 'parseable', '--ignore-checks', 'W3005', '--template', ...files];
  const { stdout } = await promisify(execFile)('cfn-lint', line).catch((error) => error);
  expect(stdout).toBe('');
});
