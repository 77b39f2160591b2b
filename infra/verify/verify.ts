import { signUrl } from '../../edge/url/sign-url.ts';
import { command } from '../commands/command.ts';
import { readSecret, secretOptions, secretUsage } from '../commands/secret.ts';
import { loadConfig } from '../config/load.ts';
import { configuredParseStep } from '../config/parse-step.ts';
import { accessChecks } from './access-checks.ts';
import { deliveryChecks } from './delivery-checks.ts';
import { type Site, siteAt } from './site.ts';

const usage = `npm run prove -- URL [--key ID] [--secret-file F]

Checks what a deployed service promises; exits with 1 if a check fails
  URL               the folder of the samples (README, Deploy), such as https://d123.cloudfront.net/samples/
  --key ID          the id of a signing key, if that folder requires a signature
${secretUsage}`;

const args = { allowPositionals: true, options: { key: { type: 'string' }, ...secretOptions } } as const;

/** Open questions about AWS that no request can answer. */
const untestable = [
  'whether the 1 MB limit counts the body before or after base64: responses fit either way',
  'whether a 304 from S3 runs the Lambda: it leaves a 304 unchanged',
  'whether a viewer function that fails is answered with 503, as http-503-service-unavailable.html says: no known request makes ours fail',
];

/** Runs all checks and prints a line for each; returns how many passed, and how many applied. */
export const verifySite = async (site: Site, print: (line: string) => void = console.log) => {
  const findings: string[] = [];
  const printed = new Set<string | undefined>();
  let [passed, checked] = [0, 0];
  for (const { promise, run } of [...deliveryChecks, ...accessChecks]) {
    const result = await run(site);
    if (!result) continue;
    checked++;
    if (result.passed) passed++;
    print(`${result.passed ? '✓' : '✗'} ${promise}: ${result.observed}`);
    if (result.remedy && !printed.has(result.remedy)) print(`    → ${result.remedy}`);
    printed.add(result.remedy);
    if (result.passed && result.finding) findings.push(result.finding);
  }
  if (findings.length > 0) print('\nObserved, where AWS documents nothing:');
  for (const line of findings) print(`  ${line}`);
  print('\nNot testable from here:');
  for (const line of untestable) print(`  ${line}`);
  const advice = passed < checked ? ' Fix the first ✗ first: later ones may follow from it.' : '';
  print(`\n${passed} of ${checked} checks passed.${advice}`);
  return { passed, checked };
};

type Arguments = { positionals: string[]; values: { key?: string; 'secret-file'?: string } };

const main = async ({ positionals, values: { key: id, 'secret-file': file } }: Arguments) => {
  const [url = '', ...more] = positionals;
  if (!/^https?:\/\/[^/]/.test(url) || more.length > 0)
    throw new Error(`URL is ${positionals.join(' ') || 'not given'}, expected one URL\n\n${usage}`);
  const { passed, checked } = await verifySite(
    siteAt(url, loadConfig(), { sign: id === undefined ? id : await signer(id, await readSecret(file)) }),
  );
  if (passed < checked) process.exitCode = 1;
};

const signer = async (id: string, secret: string) => {
  const parseStep = configuredParseStep(loadConfig());
  return (path: string) => signUrl(path, { id, secret }, parseStep);
};

if (import.meta.main) await command(usage, args, main);
