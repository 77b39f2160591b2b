import { writeFile } from 'node:fs/promises';
import { viewerFunctions } from '../build/viewer-function.ts';
import { command } from '../commands/command.ts';
import { markdownTable, money } from '../commands/print.ts';
import type { Config, ConfigInput } from '../config/schema.ts';
import { resolveConfig } from '../config/validate.ts';
import { derivativesPerImage } from '../cost/derivatives-per-image.ts';
import { type Line, monthOf, type Traffic, totalOf } from '../cost/month.ts';
import { peers } from '../cost/peers.ts';
import { type Item, type Price, prices, pricesOf } from '../cost/prices.ts';
import { worstCase } from '../cost/worst-case.ts';

const page = new URL('../../docs/costs.md', import.meta.url);

const common = { derivatives: { days: 90 }, originShieldRegion: 'us-east-1' } as const;
const stack = { stackName: 'edge-images', originals: { access: 'public' } } as const;

/** Three sites, and the options of `npm run cost` that say the same. */
const months: { name: string; options: string; traffic: Traffic }[] = [
  {
    name: 'A small site',
    options: '--requests 1M --images 10k',
    traffic: {
      requests: 1e6,
      hitRatio: 0.95,
      derivatives: 60_000,
      bytes: 60_000,
      milliseconds: 400,
      changes: 0,
    },
  },
  {
    name: 'A shop',
    options: '--requests 10M --hit-ratio 0.95 --images 100k',
    traffic: { requests: 10e6, hitRatio: 0.95, derivatives: 600_000, bytes: 60_000, milliseconds: 400, changes: 0 },
  },
  {
    name: 'A large site',
    options: '--requests 200M --hit-ratio 0.97 --images 1M --kilobytes 45',
    traffic: { requests: 200e6, hitRatio: 0.97, derivatives: 6e6, bytes: 45_000, milliseconds: 400, changes: 0 },
  },
];

const presets = { thumb: 'w=200&h=200&fit=cover&format=auto', wide: 'w=1200&format=auto' };

/** Configurations of which strangers can make the most. */
const worst: { name: string; changes: Partial<ConfigInput> }[] = [
  { name: 'as it comes', changes: {} },
  { name: "`snap: 'default'`", changes: { snap: 'default' } },
  { name: 'two presets and nothing else (`presetsOnly`)', changes: { presets, presetsOnly: true } },
  { name: "every path signed (`signing: { paths: ['*'] }`)", changes: { signing: { paths: ['*'] } } },
  {
    name: 'two presets, 1 GB of memory, 2 seconds of work (`limits.milliseconds: 2000`)',
    changes: { presets, presetsOnly: true, memory: 1024, limits: { milliseconds: 2000, memory: 5e8 } },
  },
];

/** docs/costs.md, from the table of prices; a test compares them. */
export const costPage = async (): Promise<string> =>
  `${[
    '# Costs',
    `Printed by \`npm run docs:costs\` at AWS's list prices of North America as of ${pricesOf}, without the free tiers of a first year; the linked pages count, so look there before you budget. \`npm run cost\` prints your own month; its \`--help\` lists what it takes.`,
    '## Three months',
    'With the configuration as it comes: a derivatives bucket and an Origin Shield. What is free each month is taken off.',
    ...months.map(monthSection),
    '## What strangers can make it cost',
    `Of ${count(100_000)} originals: every derivative that a URL can ask for made once, each at the longest time that an image may take; and an hour in which Lambda's quota of 1,000 runs at a time is always used up. CloudFront's own requests and transfer are bounded only by a rate limit of AWS WAF (\`webAclArn\`).`,
    markdownTable(
      ['configuration', 'derivatives of an image', 'all of them, once', 'an hour, at most'],
      await worstRows(),
    ),
    'Before production, choose one of the bounded rows, or add a web ACL with a rate limit; and set `monitoring`, whose alarms tell of unusual growth.',
    '## Beside others',
    'The same three months at the list prices of other services. They count different things, so the table says what; a plan, support and features are not compared.',
    markdownTable(
      ['', ...months.map(({ name }) => name.toLowerCase()), 'what is counted', 'read'],
      [
        [
          'edge-images, everything above',
          ...months.map(({ traffic }) => money(totalOf(linesOf(traffic)))),
          'all lines above, CloudFront’s transfer included',
          pricesOf,
        ],
        ...peers.map(({ name, counts, source, read, dollars }) => [
          `[${name}](${source})`,
          ...months.map(({ traffic }) => money(dollars(traffic))),
          counts,
          read,
        ]),
      ],
    ),
    'AWS’s own Dynamic Image Transformation names [$203.48 for 10 million requests a month](https://docs.aws.amazon.com/solutions/latest/dynamic-image-transformation-for-amazon-cloudfront/lambda-architecture-costs.html) (90 % from the cache, 45 KB each; read in November 2026).',
    '## Prices',
    'AWS fills most figures of its pages in by script, so each row says what its figure was compared with (second-hand: as others quote it). Look at those that are not confirmed in AWS’s [Pricing Calculator](https://calculator.aws/) before you budget.',
    markdownTable(
      ['', 'dollars', 'for', 'free each month', 'source', 'compared with'],
      (Object.keys(prices) as Item[]).map((item) => {
        const price: Price = prices[item];
        return [
          item,
          String(price.dollars),
          count(price.per),
          price.free ? count(price.free) : '',
          `<${price.source}>`,
          price.checked,
        ];
      }),
    ),
  ].join('\n\n')}\n`;

const linesOf = (traffic: Traffic): Line[] => monthOf(resolveConfig({ ...stack, ...common }), traffic);

const monthSection = ({ name, options, traffic }: (typeof months)[number]) => {
  const lines = linesOf(traffic);
  return [
    `### ${name}`,
    `\`npm run cost -- ${options}\``,
    markdownTable(
      ['', 'units', 'dollars'],
      [
        ...lines
          .filter(({ units }) => units > 0)
          .map(({ item, units, dollars }) => [item, count(Math.round(units)), money(dollars)]),
        ['**together**', '', `**${money(totalOf(lines))}**`],
      ],
    ),
  ].join('\n\n');
};

const worstRows = () =>
  Promise.all(
    worst.map(async ({ name, changes }) => {
      const config: Config = resolveConfig({ ...stack, ...common, ...changes });
      const found = await derivativesPerImage(config, await viewerFunctions(config));
      const { once, anHour } = worstCase(config, 100_000, found);
      const isBounded = Number.isFinite(once);
      return [name, isBounded ? count(found.most) : 'unbounded', isBounded ? money(once) : 'unbounded', money(anHour)];
    }),
  );

const count = (units: number) => units.toLocaleString('en');

if (import.meta.main)
  await command('npm run docs:costs\n\nWrites docs/costs.md.', {}, async () => writeFile(page, await costPage()));
