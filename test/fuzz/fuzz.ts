import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, numberOf } from '../../infra/commands/command.ts';
import { startProgress } from '../../infra/commands/progress.ts';
import { randomFrom } from '../support/random.ts';
import { loadTargets } from './build-targets.ts';
import { type Campaign, fuzz, startCampaign } from './campaign.ts';

const usage = `npm run fuzz -- [--minutes N] [--seed N] [--only NAME]

Changes images, drawings, URLs and canonical variants at random, and has every reader of them read them. What runs a branch of the
code that nothing has run before, or more often, is changed further. Exits 1 where a reader throws what it must not, breaks
its promise, or takes too long; the file is kept in test/fuzz/failures.
  --minutes N  how long, shared by all, else 1
  --seed N     another row of changes; a time limit makes no two runs quite the same
  --only NAME  images, drawings, URLs or canonical`;

const options = {
  minutes: { type: 'string', default: '1' },
  seed: { type: 'string', default: String(Date.now() % 1e6) },
  only: { type: 'string', default: '' },
} as const;

// Milliseconds of one target before the next has its turn.
const turn = 1000;

const report = ({ target, executions, seen, kept, slowest, failures }: Campaign) => {
  const covered = seen.reduce((sum, buckets) => sum + (buckets > 0 ? 1 : 0), 0);
  const counts = `${executions.toLocaleString('en')} executions, ${covered} branches of ${seen.length}, ${kept.length} inputs`;
  console.log(
    `${target.name}: ${counts}, slowest ${slowest.milliseconds.toFixed(1)} ms of CPU, ${failures.length} failures`,
  );
};

const main = async ({ values }: { values: Record<keyof typeof options, string> }) => {
  const minutes = numberOf('--minutes', values.minutes, [1, 100_000]);
  const seed = numberOf('--seed', values.seed, [0, 2 ** 32 - 1]);
  const { targets, branches, literals } = await loadTargets();
  const chosen = targets.filter(({ name }) => name.includes(values.only));
  if (chosen.length === 0)
    throw new Error(`--only is ${values.only}, expected a part of ${targets.map(({ name }) => name)}`);
  const tokens = literals.map((text) => Buffer.from(text));
  const random = randomFrom(seed);
  const campaigns: Campaign[] = [];
  for (const target of chosen) campaigns.push(await startCampaign(target, branches, seed));
  const end = performance.now() + minutes * 60_000;
  const progress = startProgress(Math.ceil((minutes * 60_000) / turn));
  for (let round = 0; performance.now() < end; round++) {
    const campaign = campaigns[round % campaigns.length];
    if (campaign) fuzz(campaign, { random, tokens, branches, seed, milliseconds: turn });
    progress.step(campaign?.target.name ?? '');
  }
  progress.end();
  console.log(`seed ${seed}, ${minutes} min, ${branches.length} branches in edge/`);
  for (const campaign of campaigns) report(campaign);
  saveUrls(campaigns.find(({ target }) => target.name === 'URLs'));
  const failures = campaigns.flatMap(({ failures }) => failures);
  for (const failure of failures) console.error(failure);
  process.exitCode = failures.length > 0 ? 1 : 0;
};

/** The requests that were kept: npm run bench:viewer measures them. */
const saveUrls = (campaign: Campaign | undefined) => {
  if (!campaign) return;
  const folder = join(import.meta.dirname, '../../dist/fuzz');
  mkdirSync(folder, { recursive: true });
  const requests = [...campaign.kept, campaign.slowest.bytes].map((bytes) => bytes.toString('latin1'));
  writeFileSync(join(folder, 'urls.json'), JSON.stringify(requests));
};

await command(usage, { options }, main);
