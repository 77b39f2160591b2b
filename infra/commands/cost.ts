import { viewerFunctions } from '../build/viewer-function.ts';
import { loadConfig } from '../config/load.ts';
import { derivativesPerImage, derivativesSentence } from '../cost/derivatives-per-image.ts';
import { monthOf, totalOf } from '../cost/month.ts';
import { pricesOf } from '../cost/prices.ts';
import { worstCase } from '../cost/worst-case.ts';
import { command, shareOf } from './command.ts';
import { money } from './print.ts';

const usage = `npm run cost -- [--requests N] [--hit-ratio R] [--images N] [--variants N] [--kilobytes N] [--milliseconds N] [--changes N]

Prints what a month costs at list prices with infra/config.ts, and what strangers could make it cost. N can be 200k or 10M.
  --requests N      requests in a month (default: 10M)
  --hit-ratio R     share of them that CloudFront's cache answers (default: 0.95)
  --images N        originals (default: 100k)
  --variants N      sizes and formats requested of each original (default: 6)
  --kilobytes N     size of a resized image (default: 60)
  --milliseconds N  time to make one (default: 400)
  --changes N       originals that are overwritten or deleted in a month (default: 0)`;

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
      ? `All of them, made once and as slowly as possible: ${money(once)} for the function.`
      : `Only Lambda's default quota of 1,000 concurrent runs bounds the cost: ${money(anHour)} an hour for the function.`,
  );
  console.log("Only a rate limit (webAclArn) bounds CloudFront's requests and transfer.");
};

const row = (item: string, units: string, dollars: string) =>
  `${item.padEnd(38)}${units.padStart(16)}${dollars.padStart(14)}`;

const readNumber = (name: string, text: string): number => {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text) ?? [];
  if (digits === '') throw new Error(`${name} is ${text}, expected a number such as 500, 200k or 10M`);
  return Number(digits) * (unit === 'M' ? 1e6 : unit === 'k' ? 1e3 : 1);
};

await command(usage, { options }, main);
