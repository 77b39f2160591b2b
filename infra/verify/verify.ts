import { signUrl } from '../../edge/url/sign-url.ts';
import { command } from '../commands/command.ts';
import { readSecret, secretOptions, secretUsage } from '../commands/secret.ts';
import { loadConfig } from '../config/load.ts';
import { configuredParseStep } from '../config/parse-step.ts';
import { refused } from './refused.ts';
import { served } from './served.ts';
import { type Site, siteAt } from './site.ts';

const usage = `npm run prove -- URL [--key ID] [--secret-file F]

Asks a deployed service for all that it promises; exits with 1 where something does not hold
  URL               where the samples lie (README, Deploy), such as https://d123.cloudfront.net/samples/
  --key ID          the id of a signing key, where that folder is closed
${secretUsage}`;

const args = { allowPositionals: true, options: { key: { type: 'string' }, ...secretOptions } } as const;

/** What AWS does not document, or not in one way only, and no viewer can see. */
const unseen = [
  'whether the 1 MB of an answer is counted before or after base64: no more is sent than fits after',
  'whether S3’s 304 runs the function: it leaves that answer as it is',
  'that a viewer function which fails is a 503, as http-503-service-unavailable.html has it; ours fails on no request that we know',
];

/** Goes through all claims; gives how many hold, and how many were looked at. */
export const verifySite = async (site: Site, print: (line: string) => void = console.log) => {
  const learned: string[] = [];
  const said = new Set<string | undefined>();
  let [held, looked] = [0, 0];
  for (const { claim, look } of [...served, ...refused]) {
    const seen = await look(site);
    if (!seen) continue;
    looked++;
    if (seen.holds) held++;
    print(`${seen.holds ? '✓' : '✗'} ${claim}: ${seen.saw}`);
    if (seen.next && !said.has(seen.next)) print(`    → ${seen.next}`);
    said.add(seen.next);
    if (seen.holds && seen.learned) learned.push(seen.learned);
  }
  if (learned.length > 0) print('\nSeen here, where AWS says nothing:');
  for (const line of learned) print(`  ${line}`);
  print('\nNot to be seen from here:');
  for (const line of unseen) print(`  ${line}`);
  print(
    `\n${held} of ${looked} hold.${held < looked ? ' Mend the first ✗ first: later ones may follow from it.' : ''}`,
  );
  return { held, looked };
};

type Line = { positionals: string[]; values: { key?: string; 'secret-file'?: string } };

const main = async ({ positionals, values: { key: id, 'secret-file': file } }: Line) => {
  const [address = '', ...more] = positionals;
  if (!/^https?:\/\/[^/]/.test(address) || more.length > 0)
    throw new Error(`URL is ${positionals.join(' ') || 'not given'}, expected one URL\n\n${usage}`);
  const { held, looked } = await verifySite(
    siteAt(address, loadConfig(), { sign: id === undefined ? id : await signer(id, await readSecret(file)) }),
  );
  if (held < looked) process.exitCode = 1;
};

const signer = async (id: string, secret: string) => {
  const parseStep = configuredParseStep(loadConfig());
  return (path: string) => signUrl(path, { id, secret }, parseStep);
};

if (import.meta.main) await command(usage, args, main);
