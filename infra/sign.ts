import { parseArgs } from 'node:util';
import { type Dialect, interpreter } from '../edge/language/dialects.ts';
import { ours } from '../edge/language/native.ts';
import { sign } from '../edge/language/sign.ts';
import { config } from './config.ts';
import { dialectPattern } from './dialects.ts';

const usage = `SIGNING_SECRET=… npm run sign -- 'https://images.example.com/private/a.jpg?w=400' --key ID [--days N | --until DATE]`;

/** `npm run sign`: prints an address with its signature. The secret comes from the environment, where no history keeps it. */
const main = async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, days: { type: 'string' }, until: { type: 'string' } },
  });
  const [address] = positionals;
  const secret = process.env.SIGNING_SECRET;
  if (!address || !secret || !values.key) throw new Error(usage);
  const expires = expiry(values.days, values.until);
  console.log(await sign(address, { id: values.key, secret, ...(expires && { expires }) }, await hear()));
};

/** The languages of the configured paths. */
const hear = async () => {
  const rows = (config.dialects ?? []).map(async ({ path, dialect }): Promise<[RegExp, Dialect]> => {
    const table = await import(`../edge/language/dialects/${dialect}.ts`);
    return [new RegExp(dialectPattern(path)), table[dialect]];
  });
  return interpreter(await Promise.all(rows), ours);
};

const expiry = (days?: string, until?: string): Date | undefined => {
  if (days === undefined && until === undefined) return undefined;
  const time = until === undefined ? Date.now() + Number(days) * 86_400_000 : Date.parse(until);
  if (Number.isNaN(time)) throw new Error(usage);
  return new Date(time);
};

await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
