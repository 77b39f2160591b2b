import { createContext, Script } from 'node:vm';
import { expect, test } from 'vitest';
import { type DialectName, dialectNames } from '../../edge/query/dialects/registry.ts';
import { viewerText } from '../../infra/build/viewer-function.ts';
import { timesInNjs } from '../bench/viewer-engines.ts';
import { config } from '../support/config.ts';
import { type Hostile, hostileConfig, hostileDialectRequests, hostileRequests } from '../support/hostile-requests.ts';
import { hasNjs } from '../support/njs.ts';
import { eventOf } from '../support/viewer.ts';

/*
 * No pattern of the viewer function may need more than about one step a character. Ten times the length in a pattern that is
 * quadratic is a hundred times the work. Both lengths are run in turns until one pair is below the bound, so a busy machine makes
 * the test slower and not red.
 */
const [short, long] = [1000, 10_000];
const bound = 40;
const turns = 6;

const superlinear = (text: string, requests: (length: number) => Hostile[]): string[] => {
  const context = createContext({});
  new Script(text).runInContext(context);
  const handler = new Script('(text) => handler(JSON.parse(text))').runInContext(context);
  const timeOf = (event: string) => {
    const started = process.cpuUsage();
    handler(event);
    const { user, system } = process.cpuUsage(started);
    return user + system;
  };
  const eventsOf = (length: number) =>
    requests(length).map(({ path, headers = {} }) => JSON.stringify(eventOf(path, headers)));
  const [shorter, longer] = [eventsOf(short), eventsOf(long)];
  const found = requests(1).filter((_, at) => {
    const [small, large] = [shorter[at] ?? '', longer[at] ?? ''];
    // Microseconds: less is too little to compare.
    const isBelow = () => timeOf(large) <= Math.max(5000, bound * timeOf(small));
    return !Array.from({ length: turns }).some(isBelow);
  });
  return found.map(({ name }) => name);
};

/*
 * njs, which CloudFront's runtime resembles, takes microseconds where V8 takes nanoseconds: 3 for each character that a pattern splits, 1
 * for each match that is replaced. What takes 2 milliseconds at most on a machine that does nothing else is measured again where
 * it took more than the bound, by the clock.
 */
const mostInNjs = 10;
const longestUrl = 8000;

const slowInNjs = (text: string, requests: Hostile[]): string[] => {
  const slow = (left: Hostile[]) => {
    const events = left.map(({ path, headers = {} }) => JSON.stringify(eventOf(path, headers)));
    const times = left.length > 0 ? timesInNjs(text, events) : [];
    return left.filter((_, at) => (times[at] ?? 0) > mostInNjs);
  };
  return Array.from({ length: turns })
    .reduce<Hostile[]>(slow, requests)
    .map(({ name }) => name);
};

test.skipIf(!hasNjs).each<DialectName | 'own'>(['own', ...dialectNames])(
  'no request of 8 KB takes njs long: %s',
  async (set) => {
    const isOwn = set === 'own';
    const dialects = isOwn ? [...hostileConfig.dialects] : [{ path: '*', dialect: set }];
    const requests = isOwn ? hostileRequests(longestUrl) : hostileDialectRequests(longestUrl);
    expect(slowInNjs(await viewerText({ ...config, dialects }), requests)).toEqual([]);
  },
  300_000,
);

test('ten times as long takes about ten times as long', async () => {
  expect(superlinear(await viewerText({ ...config, ...hostileConfig }), hostileRequests)).toEqual([]);
}, 300_000);

test.each(dialectNames)(
  'ten times as long takes about ten times as long: %s',
  async (dialect) => {
    const text = await viewerText({ ...config, dialects: [{ path: '*', dialect }] });
    expect(superlinear(text, hostileDialectRequests)).toEqual([]);
  },
  300_000,
);
