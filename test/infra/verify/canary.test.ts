import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canaryAsset } from '../../../infra/build/lambda-assets.ts';
import { imageHeaders } from '../../../infra/config/settings/response-headers.ts';
import { resolveConfig } from '../../../infra/config/validate.ts';
import { scheduleLines } from '../../../infra/verify/schedule.ts';
import { config } from '../../support/config.ts';
import { logged } from '../../support/logged.ts';
import { type EdgeOptions, type Send, sendTo, startDoctor } from './doctor.ts';
import { faults } from './faults.ts';

const monitoring = { topicArns: [], canary: {} };
const chosen = resolveConfig({ ...config, monitoring });

let doctor: Awaited<ReturnType<typeof startDoctor>>;
let folder = '';
let directory = '';
const written = logged();
beforeAll(async () => {
  doctor = await startDoctor();
  folder = await mkdtemp(join(tmpdir(), 'canary-'));
  ({ directory } = await canaryAsset(chosen, join(folder, 'asset')));
});
afterAll(async () => {
  await doctor.world.close();
  await rm(folder, { recursive: true });
});

/** The emulator on a port, as the function meets it. */
const listen = async (send: Send): Promise<{ server: Server; origin: string }> => {
  const server = createServer((incoming, outgoing) => {
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const { method = 'GET', url = '/' } = incoming;
    send(new Request(`https://d123.cloudfront.net${url}`, { method, headers }))
      .then(async ({ status, headers, body }) => {
        outgoing.writeHead(status, Object.fromEntries(headers));
        if (body) await pipeline(Readable.fromWeb(body as never), outgoing);
        else outgoing.end();
      })
      .catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

/** Runs the built function once: its line. */
const run = async (send: Send) => {
  const { server, origin } = await listen(send);
  process.env.SITE = origin;
  const before = written().length;
  const { handler } = await import(join(directory, 'index.mjs'));
  await handler();
  server.closeAllConnections();
  server.close();
  const line = written()
    .slice(before)
    .find((each) => 'CanaryPassed' in each);
  return line as unknown as {
    CanaryPassed: number;
    CanaryFailed: number;
    CanaryBlocked: number;
    failed: { id: string }[];
  };
};

const edge = (options: EdgeOptions = {}) =>
  sendTo(doctor.world.edge({ responseHeaders: imageHeaders(chosen), ...options }));

describe('the built canary', { timeout: 300_000 }, () => {
  test('finds nothing where all is well, and counts that as metrics of the stack', async () => {
    const line = await run(edge());
    expect(line).toMatchObject({
      stack: 'edge-images',
      CanaryFailed: 0,
      CanaryBlocked: 0,
      failed: [],
      _aws: { CloudWatchMetrics: [{ Namespace: 'EdgeImages', Dimensions: [['stack']] }] },
    });
    expect(line.CanaryPassed).toBeGreaterThan(45);
    // What the configuration says of its cost; and it must not set off the alarm of failed derivatives.
    const count = (metric: string) => written().reduce((sum, each) => sum + (Number(Object(each)[metric]) || 0), 0);
    expect(count('Made')).toBeLessThan(30);
    expect(count('PassedThrough')).toBe(0);
  });

  // It asks a server of this machine without TLS, and has no bucket: `https` and what needs uploads are not among its questions.
  test.each<[fault: string, fails: string[]]>([
    ['a server that answers 500 to everything', ['works']],
    ['the function throws', ['works']],
    ['the function is not attached', ['missing', 'resized']],
    ['the query is not forwarded', ['resized']],
    ['CORS is stripped', faults['CORS is stripped']?.fails ?? []],
  ])('%s: it says which question fails, why, and what to do', async (name, fails) => {
    const { edge: options = {}, tamper = (send: Send) => send } = faults[name] ?? {};
    const line = await run(tamper(edge(options)));
    expect(line.failed.map(({ id }) => id).sort()).toEqual([...fails].sort());
    expect(line.CanaryFailed).toBe(fails.length);
    for (const each of line.failed)
      expect(each).toMatchObject({ cause: expect.any(String), remedy: expect.any(String) });
  });

  test('nobody answers', async () => {
    const { server, origin } = await listen(edge());
    await new Promise((resolve) => server.close(resolve));
    process.env.SITE = origin;
    const { handler } = await import(join(directory, 'index.mjs'));
    await handler();
    expect(written().at(-1)).toMatchObject({ CanaryFailed: 1, CanaryPassed: 0, failed: [{ id: 'answers' }] });
  });
});

test.each<[what: string, url: string, monitoring: object | undefined, passed: boolean, lines: string[]]>([
  [
    'no monitoring',
    'https://d/samples/',
    undefined,
    true,
    ["topicArns: ['arn:aws:sns:us-east-1:…'], canary: { folder: '/samples/', minutes: 30 }"],
  ],
  ['monitoring', 'https://d/a', { topicArns: [] }, true, ["in monitoring:  canary: { folder: '/a/', minutes: 30 }"]],
  ['a failure', 'https://d/a/', { topicArns: [] }, false, ['would raise its alarm', 'in monitoring']],
  ['a canary', 'https://d/samples/', monitoring, true, ['every 30 minutes (monitoring.canary)']],
  ['another canary', 'https://d/b/', monitoring, true, ["folder: '/b/'"]],
])('--schedule with %s', (_, url, monitoring, passed, lines) => {
  const said = scheduleLines(
    new URL(url),
    resolveConfig({ ...config, ...(monitoring && { monitoring: monitoring as never }) }),
    passed,
  );
  for (const line of lines) expect(said.join('\n')).toContain(line);
});
