import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvent } from '../../../edge/answer/image-request.ts';
import { derive } from '../../../edge/image/derive.ts';
import type { Variant } from '../../../edge/query/parameters.ts';
import { readFiles } from '../../../infra/build/files.ts';
import { lambdaAsset } from '../../../infra/build/lambda-assets.ts';
import { revision } from '../../../infra/build/pixel-code.ts';
import { checkBinaries, lockedPackages, sharpForLambda } from '../../../infra/build/sharp-for-lambda.ts';
import { cloudFrontScript, viewerText } from '../../../infra/build/viewer-function.ts';
import type { Config } from '../../../infra/config/schema.ts';
import { originSettings } from '../../../infra/config/settings/origin-settings.ts';
import { config } from '../../support/config.ts';
import { chart } from '../../support/images/chart.ts';
import { originResponseEvent } from '../../support/origin-response-event.ts';
import { unzip } from '../../support/unzip.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the viewer function', () => {
  const query = { w: { value: '400' }, utm_source: { value: 'x' } };
  const event = { request: { method: 'GET', uri: '/a.jpg', querystring: query, headers: {} } };

  test('is a script of at most 10,240 bytes, with a global handler', async () => {
    const text = await viewerText(config);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_240);
    expect(text).not.toMatch(/\b(?:export|import|require)\b/);
    const context = vm.createContext(Object.create(null));
    new vm.Script(text).runInContext(context);
    const request = vm.runInContext(`handler(${JSON.stringify(event)})`, context);
    expect(Object.keys(request.querystring)).toEqual(['variant']);
    expect(request.querystring.variant.value).toMatch(/^[\w.~-]+$/);
  });

  test('is the same text every time', async () => {
    expect(await viewerText(config)).toBe(await viewerText(config));
  });

  test.each([
    ['for (const a of [1]) a;', 'for-of'],
    ['class A {} new A();', 'class'],
    ['const { a } = { a: 1 }; a;', 'destructuring'],
    ['function* g() {} g();', 'generator'],
    ['/(?<=a)b/.test("ab");', undefined],
  ])('%s', async (statement, refused) => {
    const script = cloudFrontScript(`${statement} export const handler = (event) => event;`);
    if (refused) await expect(script).rejects.toThrow(new RegExp(refused, 'i'));
    else expect(await script).toContain('new RegExp');
  });

  test('may ask for the modules that CloudFront has', async () => {
    const script = await cloudFrontScript(
      `import cf from 'cloudfront'; export const handler = async (event) => (await cf.kvs().get('k')) + event;`,
    );
    expect(script).toMatch(/^import \w+ from"cloudfront";.*async .*function handler\(event\)/s);
  });

  test('reports that it exports nothing', async () => {
    await expect(cloudFrontScript('export const door = 1;')).rejects.toThrow('exports no handler');
  });
});

describe('the revision', () => {
  const { limits, lifetimes } = config;
  test.each<[string, Partial<Config>, boolean]>([
    ['the same config', {}, false],
    ['other lifetimes', { lifetimes: { ...lifetimes, derivative: 1 } }, false],
    ['other limits', { limits: { ...limits, frames: 1 } }, true],
    ['a watermark', { marks: { logo: 'logo.png' } }, true],
    ['private originals', { originals: { access: 'private' } }, true],
  ])('%s: another one is %s', async (_, changes, other) => {
    const [before, after] = [await revision(config), await revision({ ...config, ...changes })];
    expect(before).toMatch(/^[\da-f]{12}$/);
    expect(after !== before).toBe(other);
  });
});

describe('the Lambda asset', () => {
  let asset: Awaited<ReturnType<typeof lambdaAsset>>;
  beforeAll(async () => {
    asset = await lambdaAsset(config, join(folder, 'asset'));
  });

  test('is a zip of at most 8.2 MB, with the same files', async () => {
    const zip = await readFile(asset.zip);
    expect([zip.length, zip.length]).toEqual([asset.zippedBytes, Math.min(zip.length, 8_200_000)]);
    const [packed, files] = [unzip(zip), await readFiles(asset.directory, () => true)];
    expect(Object.keys(packed)).toEqual(Object.keys(files));
    for (const [path, bytes] of Object.entries(files))
      expect([path, Buffer.compare(bytes, packed[path] ?? new Uint8Array())]).toEqual([path, 0]);
  });

  test('has binaries for linux-x64 and for nothing else', async () => {
    expect((await readdir(join(asset.directory, 'node_modules/@img'))).sort()).toEqual([
      'sharp-libvips-linux-x64',
      'sharp-linux-x64',
    ]);
  });

  test('holds nothing that only a developer reads', async () => {
    const files = await readdir(asset.directory, { recursive: true });
    expect(files.filter((file) => /\.(d\.ts|map|md|cc|h)$/.test(file) && !/LICENSE/.test(file))).toEqual([]);
    expect(files.filter((file) => /LICENSE/.test(file))).toEqual(['LICENSES.txt']);
  });

  test('holds the licenses of the packages in it', async () => {
    const text = await readFile(join(asset.directory, 'LICENSES.txt'), 'utf8');
    const packages = ['@smithy/core', '@smithy/signature-v4', 'css-tree', 'culori', 'sharp', 'thumbhash'];
    expect([...text.matchAll(/^(\S+) \d+[.]\d+[.]\d+ \((MIT|Apache-2[.]0)\)$/gm)].map(([, name]) => name)).toEqual(
      packages,
    );
    for (const part of ['Apache License\n', 'by Roman Dvornov', 'Copyright (c) 2018 Dan Burzo'])
      expect(text).toContain(part);
  });

  test('loads none of Node’s modules that a JPEG does not need', async () => {
    const names = ['index', 'derive', 'make'];
    const files = (await readdir(asset.directory)).filter((file) => names.includes(file.replace(/[-.].*/, '')));
    expect(files).toHaveLength(names.length);
    const program = `
      for (const file of ${JSON.stringify(files)}) await import(${JSON.stringify(`${asset.directory}/`)} + file);
      console.log(process.moduleLoadList.join(' '), ' NativeModule ' + Object.keys(process.getBuiltinModule('module')._cache));
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    const loaded = output.split('NativeModule ').map((name) => name.trim());
    const needless = [
      'internal/deps/undici/undici',
      'zlib',
      'tls',
      'child_process',
      'worker_threads',
      'internal/crypto/webcrypto',
    ];
    expect(loaded).toContain('os');
    expect(needless.filter((name) => loaded.some((each) => each.split(' ')[0] === name))).toEqual([]);
    expect(loaded.at(-1)).toContain('sharp-linux-x64');
  });

  test.each<[string, Variant]>([
    ['a background where there is alpha', { rot: 30, 'rot-bg': 'ff000080', format: 'png' }],
    ['a background without', { rot: 30, 'rot-bg': '0000ff', format: 'jpeg' }],
    ['a tint', { tint: '3366cc', format: 'png' }],
    ['white behind what a JPEG can’t show', { format: 'jpeg' }],
  ])('gives sharp colors in a way that needs no package to read them: %s', async (_, variant) => {
    const decoders = (await readdir(asset.directory)).find((name) => /^derive-.*[.]mjs$/.test(name)) ?? '';
    const built: typeof import('../../../edge/image/derive.ts') = await import(join(asset.directory, decoders));
    const budget = { bytes: 100_000, left: () => 10_000 };
    const png = await chart({ width: 80, height: 60, format: 'png', alpha: true });
    const [made, expected] = await Promise.all(
      [built.derive, derive].map((each) => each(png, { variant, limits: config.limits, budget })),
    );
    expect(made?.bytes.length).toBeGreaterThan(100);
    expect(made?.bytes).toEqual(expected?.bytes);
  });

  test('exports a handler, and leaves the decoders for later', () => {
    const program = `
      const { handler } = await import(${JSON.stringify(join(asset.directory, 'index.mjs'))});
      const sharp = process.report.getReport().sharedObjects.some((path) => /sharp/.test(path));
      console.log(typeof handler, sharp);
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    expect(output.trim()).toBe('function false');
  });

  test('has the process in which risky images are decoded', async () => {
    const decoders = (await readdir(asset.directory)).find((name) => /^derive-.*[.]mjs$/.test(name)) ?? '';
    const { derive }: typeof import('../../../edge/image/derive.ts') = await import(join(asset.directory, decoders));
    const avif = await chart({ width: 80, height: 60, format: 'avif' });
    const budget = { bytes: 100_000, left: () => 10_000 };
    const { size } = await derive(avif, { variant: { w: 40 }, limits: config.limits, budget });
    expect(size).toEqual({ width: 40, height: 30 });
    expect((await readdir(asset.directory)).filter((name) => /^worker-process[.]/.test(name))).toHaveLength(1);
  });

  test('explains with the dialects of the config alone', async () => {
    const explains: Config = { ...config, explain: 'on', dialects: [{ path: '/shop/*', dialect: 'imgix' }] };
    const { directory } = await lambdaAsset(explains, join(folder, 'explains'));
    const modules = (await readdir(directory)).filter((file) => file.endsWith('.mjs'));
    const texts = await Promise.all(modules.map((file) => readFile(join(directory, file), 'utf8')));
    const services = ['docs.imgix.com', 'cloudinary.com/documentation'];
    expect(services.map((address) => texts.some((text) => text.includes(address)))).toEqual([true, false]);
    const chunk = modules.find((file) => /^explain-/.test(file)) ?? '';
    const { explain }: typeof import('../../../edge/explain/explain.ts') = await import(join(directory, chunk));
    const event = originResponseEvent({ key: 'shop/a.jpg', variant: '' });
    const { request } = readEvent(event, originSettings(explains, ''), { getRemainingTimeInMillis: () => 10_000 });
    expect(explain(request, { explain: '/shop/a.jpg?auto=enhance' }, { kind: 'original' })).toMatchObject({
      ignored: [{ name: 'auto', why: 'unsupported' }],
    });
  });

  test('draws text with the fonts beside it, and sanitizes drawings', async () => {
    const decoders = (await readdir(asset.directory)).find((name) => /^derive-.*[.]mjs$/.test(name)) ?? '';
    const { derive }: typeof import('../../../edge/image/derive.ts') = await import(join(asset.directory, decoders));
    const budget = { bytes: 100_000, left: () => 10_000 };
    const drawing = (text: string) =>
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50"><script/><text y="40" font-size="40">${text}</text></svg>`,
      );
    const made = await derive(drawing('A'), { variant: { format: 'svg' }, limits: config.limits, budget });
    expect(made.bytes.toString()).toContain('<text y="40" font-size="40">A</text></svg>');
    expect(made.bytes.toString()).not.toContain('script');
    // Without a font every letter is the same box.
    const letters = await Promise.all(
      ['A', 'I'].map((text) => derive(drawing(text), { variant: { format: 'png' }, limits: config.limits, budget })),
    );
    expect(letters[0]?.bytes.equals(letters[1]?.bytes ?? Buffer.alloc(0))).toBe(false);
    expect((await readdir(join(asset.directory, 'fonts'))).sort()).toEqual([
      'OFL.txt',
      'OpenSans-Bold.ttf',
      'OpenSans-Regular.ttf',
      'fonts.conf',
    ]);
  });

  test('built again: nothing is written, foreign files are removed', async () => {
    const index = join(asset.directory, 'index.mjs');
    const before = await stat(index);
    await writeFile(join(asset.directory, 'left-over.mjs'), '');
    expect(await lambdaAsset(config, asset.directory)).toEqual(asset);
    expect((await stat(index)).mtimeMs).toBe(before.mtimeMs);
    expect(await readdir(asset.directory)).not.toContain('left-over.mjs');
  });
});

describe('sharp for Lambda', () => {
  const root = join(import.meta.dirname, '../../..');

  test('has the locked versions for linux-x64 with glibc, on a machine of any platform', async () => {
    const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
    const all = lockedPackages(lock, 'sharp', () => true);
    expect(all).toContain('node_modules/@img/sharp-darwin-arm64');
    const found = await sharpForLambda(root);
    const packages = new Set(Object.keys(found).map((path) => /^node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0]));
    expect([...packages].sort()).toEqual([
      'node_modules/@img/sharp-libvips-linux-x64',
      'node_modules/@img/sharp-linux-x64',
    ]);
  });

  test('is installed where the project has it for another platform', async () => {
    await cp(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
    const asked: string[] = [];
    const found = await sharpForLambda(folder, 'x64', async (from) => {
      asked.push(from);
      return root;
    });
    expect(asked).toEqual([folder]);
    expect(Object.keys(found)).toEqual(Object.keys(await sharpForLambda(root)));
  });

  test('a package is looked for in the nearest folder first', () => {
    const packages = {
      'node_modules/sharp': { dependencies: { semver: '1', color: '1' } },
      'node_modules/sharp/node_modules/semver': {},
      'node_modules/semver': {},
      'node_modules/color': { dependencies: { semver: '2' }, optionalDependencies: { absent: '1' } },
    };
    expect(lockedPackages({ packages }, 'sharp', () => true)).toEqual([
      'node_modules/color',
      'node_modules/semver',
      'node_modules/sharp',
      'node_modules/sharp/node_modules/semver',
    ]);
  });

  const sharp = 'node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node';
  const libvips = 'node_modules/@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.8.18.7';
  test.each<[files: string[], problem: string | undefined]>([
    [[sharp, libvips], undefined],
    [[sharp], 'lacks'],
    [[libvips], 'lacks'],
    [[sharp, libvips, 'node_modules/@img/sharp-darwin-arm64/lib/sharp.node'], 'Not for linux-x64'],
    [[sharp, libvips, 'node_modules/@img/sharp-linuxmusl-x64/lib/sharp.node'], 'Not for linux-x64'],
    [[sharp, libvips, 'node_modules/@img/sharp-wasm32/lib/sharp.wasm'], 'Not for linux-x64'],
  ])('%j', (paths, problem) => {
    const check = () => checkBinaries(Object.fromEntries(paths.map((path) => [path, new Uint8Array()])));
    if (problem) expect(check).toThrow(problem);
    else expect(check).not.toThrow();
  });
});
