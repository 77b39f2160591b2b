import { writeFile } from 'node:fs/promises';
import { signUrl } from '../../edge/url/sign-url.ts';
import { command } from '../commands/command.ts';
import { startProgress } from '../commands/progress.ts';
import { readSecret, secretOptions, secretUsage } from '../commands/secret.ts';
import { loadConfig } from '../config/load.ts';
import { configuredParseStep } from '../config/paths/parse-step.ts';
import { closingLines, hasPassed, jsonOf, junitOf, linesOf } from './report.ts';
import { askAll, questions, type Result } from './run.ts';
import { scheduleLines } from './schedule.ts';
import { type SiteOptions, siteAt } from './site.ts';
import { uploadTestImages } from './uploads.ts';

const usage = `npm run prove -- URL [--bucket NAME] [--key ID] [--secret-file F] [--json] [--junit FILE]
npm run prove -- URL --schedule

Checks that a deployed service works as documented; exits with 1 if a check fails.
  URL               where the samples were uploaded (docs/deploy.md), such as https://d123.cloudfront.net/samples/;
                    with --bucket any path that is served, such as https://d123.cloudfront.net/
  --bucket NAME     the originals bucket: test images are uploaded under a prefix of their own, and deleted
                    (s3:PutObject, s3:DeleteObject). Without it, checks that need them are skipped
  --key ID          ID of a signing key, if the path requires a signature
${secretUsage}
  --json            print the results as JSON
  --junit FILE      write the results as a JUnit file
  --schedule        run the checks of the canary, and print what infra/config.ts needs to run them on a schedule`;

const args = {
  allowPositionals: true,
  options: {
    bucket: { type: 'string' },
    key: { type: 'string' },
    json: { type: 'boolean' },
    junit: { type: 'string' },
    schedule: { type: 'boolean' },
    ...secretOptions,
  },
} as const;

type Values = {
  bucket?: string;
  key?: string;
  json?: boolean;
  junit?: string;
  schedule?: boolean;
  'secret-file'?: string;
};

const main = async ({ positionals, values }: { positionals: string[]; values: Values }) => {
  const [url = '', ...more] = positionals;
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url) || more.length > 0)
    throw new Error(`URL is ${positionals.join(' ') || 'not given'}, expected one URL\n\n${usage}`);
  const { bucket, key, json, junit, schedule } = values;
  if (schedule) checkUnattended({ bucket, key });
  const sign = key === undefined ? undefined : await signer(key, await readSecret(values['secret-file']));
  const results = await withTestImages(url, bucket, (folder, uploads) => askAndPrint(folder, { sign, uploads }, json));
  if (json) console.log(jsonOf(url, results));
  if (junit) await writeFile(junit, junitOf(url, results));
  if (!hasPassed(results)) process.exitCode = 1;
  if (schedule && !json)
    for (const line of scheduleLines(new URL(url), loadConfig(), hasPassed(results))) console.log(line);
};

/** A canary has neither credentials of a person nor a key. */
const checkUnattended = (given: { [option: string]: string | undefined }) => {
  for (const [option, value] of Object.entries(given))
    if (value !== undefined)
      throw new Error(`--${option} is ${value}, expected none beside --schedule: a canary has none`);
};

const askAndPrint = async (url: string, options: SiteOptions, json = false): Promise<Result[]> => {
  const progress = startProgress(questions.length);
  const print = (lines: string[]) => {
    if (!json) for (const line of lines) console.log(line);
  };
  const results = await askAll(siteAt(url, loadConfig(), options), (result) => {
    progress.end();
    print(linesOf(result));
    progress.step(result.id);
  });
  progress.end();
  print(closingLines(results));
  return results;
};

/** Removes the test images whatever happens in between, an interrupt included. */
const withTestImages = async (
  url: string,
  bucket: string | undefined,
  ask: (url: string, uploads: SiteOptions['uploads']) => Promise<Result[]>,
): Promise<Result[]> => {
  if (bucket === undefined) return ask(url, undefined);
  const { url: folder, uploads, removeAll } = await uploadTestImages(url, bucket, loadConfig());
  const interrupt = () => removeAll().finally(() => process.exit(130));
  process.once('SIGINT', interrupt);
  try {
    return await ask(folder, uploads);
  } finally {
    process.removeListener('SIGINT', interrupt);
    await removeAll();
  }
};

const signer = async (id: string, secret: string) => {
  const parseStep = configuredParseStep(loadConfig());
  return (path: string) => signUrl(path, { id, secret }, parseStep);
};

if (import.meta.main) await command(usage, args, main);
