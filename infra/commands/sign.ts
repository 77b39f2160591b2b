import { signUrl } from '../../edge/url/sign-url.ts';
import { loadConfig } from '../config/load.ts';
import { configuredParseStep } from '../config/paths/parse-step.ts';
import { command } from './command.ts';
import { readSecret, secretOptions, secretUsage } from './secret.ts';

const usage = `npm run sign -- URL --key ID [--secret-file F] [--days N | --until DATE]

Signs a URL or path, such as https://images.example.com/private/a.jpg?w=400, and prints it.
  --key ID          ID of the key in the key value store
${secretUsage}
  --days N          days for which the URL is valid (default: forever)
  --until DATE      or the time until which it is valid: 2030-01-31, or 2030-01-31T18:00Z`;

const args = {
  allowPositionals: true,
  options: { key: { type: 'string' }, ...secretOptions, days: { type: 'string' }, until: { type: 'string' } },
} as const;

type Line = {
  positionals: string[];
  values: { key?: string; 'secret-file'?: string; days?: string; until?: string };
};

const main = async ({ positionals, values: { key: id, 'secret-file': file, days, until } }: Line) => {
  const [address = '', ...more] = positionals;
  if (!/^(https?:\/\/[^/]+)?\//.test(address) || more.length > 0)
    throw new Error(`URL is ${positionals.join(' ') || 'not given'}, expected one URL or path, in quotes\n\n${usage}`);
  if (!id) throw new Error(`--key is not given\n\n${usage}`);
  const expires = expiry(days, until);
  const secret = await readSecret(file);
  console.log(await signUrl(address, { id, secret, ...(expires && { expires }) }, configuredParseStep(loadConfig())));
};

const expiry = (days?: string, until?: string): Date | undefined => {
  if (days !== undefined && until !== undefined) throw new Error('--days and --until: expected one of them');
  if (days === undefined && until === undefined) return undefined;
  const time = until === undefined ? Date.now() + Number(days) * 86_400_000 : Date.parse(until);
  // The largest time that JavaScript has (ECMA-262, 21.4.1.1).
  if (!(time > Date.now() && time <= 8.64e15)) {
    const [name, text] = until === undefined ? ['--days', days] : ['--until', until];
    throw new Error(
      `${name} is ${text}, expected a time in the future, as a number of days or a date such as 2030-01-31`,
    );
  }
  return new Date(time);
};

await command(usage, args, main);
