import { viewerFunctions } from '../build/viewer-function.ts';
import { loadConfig } from '../config/load.ts';
import { derivativesPerImage, derivativesSentence } from '../cost/derivatives-per-image.ts';
import { monthOf, totalOf } from '../cost/month.ts';
import { pricesOf } from '../cost/prices.ts';
import { worstCase } from '../cost/worst-case.ts';
import { command, shareOf } from './command.ts';
import { money } from './print.ts';

const usage = `npm run cost -- [--requests N] [--hit-ratio R] [--images N] [--variants N] [--kilobytes N] [--milliseconds N] [--changes N]

Prints what a month costs at list prices under infra/config.ts, and what strangers could make it cost. N may be 200k or 10M.
  --requests N      of viewers, in a month; else 10M
  --hit-ratio R     the share that CloudFront's cache answers; else 0.95
  --images N        originals; else 100k
  --variants N      derivatives of each that are asked for; else 6
  --kilobytes N     of a derivative; else 60
  --milliseconds N  that the function takes to make one; else 400
  --changes N       originals that change in a month; else 0`;

const options = {
  requests: { type: 'string', default: '10M' },
  'hit-ratio': { type: 'string', default: '0.95' },
  images: { type: 'string', default: '100k' },
  variants: { type: 'string', default: '6' },
  kilobytes: { type: 'string', default: '60' },
  milliseconds: { type: 'string', default: '400' },
  changes: { type: 'string', default: '0' },
} as const;

type Values = { [Name in keyof typeof options]: string };

const main = async ({ values }: { values: Values }) => {
  const config = loadConfig();
  const number = (name: keyof Values) => readNumber(`--${name}`, values[name]);
  const images = number('images');
  const lines = monthOf(config, {
    requests: number('requests'),
    hitRatio: shareOf('--hit-ratio', values['hit-ratio']),
    derivatives: images * number('variants'),
    bytes: number('kilobytes') * 1000,
    milliseconds: number('milliseconds'),
    changes: number('changes'),
  });
  for (const { item, units, dollars } of lines)
    if (units > 0) console.log(row(item, Math.round(units).toLocaleString('en'), money(dollars)));
  console.log(row(`A month, at prices of ${pricesOf}`, '', money(totalOf(lines))));
  const most = await derivativesPerImage(config, await viewerFunctions(config));
  const { once, anHour } = worstCase(config, images, most);
  console.log(`\n${derivativesSentence(most)}`);
  console.log(
    Number.isFinite(once)
      ? `All of them, made once at the slowest: ${money(once)} for the function.`
      : `Unbounded, then, but for Lambda's quota of 1,000 runs at a time: ${money(anHour)} an hour for the function.`,
  );
  console.log("CloudFront's requests and transfer are bounded by nothing but a rate limit: webAclArn.");
};

const row = (item: string, units: string, dollars: string) =>
  `${item.padEnd(38)}${units.padStart(16)}${dollars.padStart(14)}`;

const readNumber = (name: string, text: string): number => {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text) ?? [];
  if (digits === '') throw new Error(`${name} is ${text}, expected a number such as 500, 200k or 10M`);
  return Number(digits) * (unit === 'M' ? 1e6 : unit === 'k' ? 1e3 : 1);
};

await command(usage, { options }, main);
