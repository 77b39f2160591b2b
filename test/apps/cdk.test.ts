import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { viewerText } from '../../infra/build/viewer-function.ts';
import { resolveConfig } from '../../infra/config/validate.ts';
import { type Packed, pack, run } from '../support/packed.ts';
import { unzip } from '../support/unzip.ts';
import { compare } from '../templates/compare.ts';
import { isBreakingAllowed, readReviewed, readSnapshot, readTemplates, reviewText } from '../templates/snapshot.ts';
import { type App, buildApp, hasRegistry } from './app.ts';

// A CDK app of somebody else with the package that `npm pack` makes: installed, compiled under strict TypeScript, synthesized.

const registry = await hasRegistry();
if (!registry) console.warn('NO REGISTRY: npm’s registry does not answer, so no CDK app is built');

let packed: Packed;
let app: App;

beforeAll(async () => {
  if (!registry) return;
  packed = await pack();
  app = await buildApp('cdk', packed.tarball);
}, 600_000);

afterAll(async () => {
  await app?.remove();
  await packed?.remove();
});

const output = () => join(app.folder, 'cdk.out');
const template = async (stack: string) => JSON.parse(await readFile(join(output(), stack), 'utf8'));

test.runIf(registry)('it has the stack of the images beside its own', async () => {
  const files = (await readdir(output())).filter((name) => name.endsWith('.template.json')).sort();
  expect(files).toEqual(['Imagesshopimages18D8A8C1.template.json', 'Shop.template.json']);
});

test.runIf(registry)('its templates differ from those of the last minor version only as was reviewed', async () => {
  const { version, templates } = await readSnapshot();
  const differences = compare(templates, await readTemplates(output()));
  if (!(await isBreakingAllowed(version))) expect(differences.breaking).toEqual([]);
  // `npm run templates -- --accept`, once you have looked.
  expect(reviewText(version, differences)).toBe(await readReviewed());
});

test.runIf(registry)('assets hold the functions with their settings, and sharp for linux-x64', async () => {
  const names = (await readdir(output())).filter((name) => name.endsWith('.zip'));
  const assets = await Promise.all(names.map(async (name) => unzip(await readFile(join(output(), name)))));
  const settings = assets.map((files) => JSON.parse(Buffer.from(files['settings.json'] ?? '').toString()));
  expect(settings.map(({ stack, edge }) => stack ?? edge.stack)).toEqual(['shop-images', 'shop-images']);
  const upkeep = settings.find(({ pregenerated }) => pregenerated);
  expect([upkeep?.folder, upkeep?.pregenerated[0].prefix]).toEqual(['products/', '']);
  for (const files of assets)
    expect(Object.keys(files).join('\n')).toMatch(/^node_modules\/@img\/sharp-linux-x64\/lib\/.+[.]node$/m);
});

test.runIf(registry)('its viewer function is the one that this repository builds', async () => {
  const { Resources } = await template('Imagesshopimages18D8A8C1.template.json');
  const texts = Object.values<{ Type: string; Properties: { FunctionCode: string } }>(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudFront::Function')
    .map(({ Properties }) => Properties.FunctionCode);
  const config = resolveConfig({
    stackName: 'shop-images',
    originals: { access: 'public', prefix: 'products' },
    presets: { thumb: 'w=200&h=200&fit=cover&format=auto', hero: 'w=1600&format=auto' },
    presetsOnly: true,
  });
  expect(texts).toEqual([await viewerText(config)]);
});

test.runIf(registry)('who uploads may put originals into the served folder and invalidate, no more', async () => {
  const { Resources } = await template('Shop.template.json');
  const actions = Object.values<{ Type: string; Properties: Policy }>(Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement.flatMap(({ Action }) => Action));
  expect(actions.filter((action) => !/^s3:(PutObject\w*|Abort\*)$/.test(action))).toEqual([
    'cloudfront:CreateInvalidation',
  ]);
});

test.runIf(registry).each([
  ['the viewer function can’t be bundled', "process.execPath = 'nowhere';"],
  ['a resource is refused', "Code.fromAsset = () => { throw new Error('refused'); };"],
])('a synth that fails leaves nothing in the folder of temporary files: %s', async (_, obstacle) => {
  const temporary = join(app.folder, 'temporary');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary);
  const script = `
    import { App } from 'aws-cdk-lib';
    import { Code } from 'aws-cdk-lib/aws-lambda';
    import { EdgeImages } from 'edge-images/cdk';
    ${obstacle}
    const app = new App({ outdir: 'failed.out' });
    try {
      new EdgeImages(app, 'Images', { stackName: 'shop-images', originals: { access: 'public' } });
    } catch (error) {
      console.log(error.message);
    }`;
  const line = ['--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, line, app.folder, { ...process.env, TMPDIR: temporary });
  expect(stdout).toMatch(/^(refused|spawnSync nowhere ENOENT)\n$/);
  expect(await readdir(temporary)).toEqual([]);
});

type Policy = { PolicyDocument: { Statement: { Action: string | string[] }[] } };
