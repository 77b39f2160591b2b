import { command } from './command.ts';
import { config } from './config.ts';
import { refused } from './prove/refused.ts';
import { served } from './prove/served.ts';
import { type Site, siteAt } from './prove/site.ts';
import { checkConfig } from './rules.ts';

const usage = 'npm run prove -- https://d123.cloudfront.net/samples/ (where the samples lie: README, Deploy)';

/** Goes through all claims; gives how many hold, and how many were looked at. */
export const prove = async (site: Site, print: (line: string) => void = console.log) => {
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
  print(
    `\n${held} of ${looked} hold.${held < looked ? ' Mend the first ✗ first: later ones may follow from it.' : ''}`,
  );
  return { held, looked };
};

const main = async (address: string | undefined) => {
  if (!address || !URL.canParse(address) || !/^https?:/.test(address)) throw new Error(usage);
  const { held, looked } = await prove(siteAt(address, checkConfig(config)));
  if (held < looked) process.exitCode = 1;
};

if (import.meta.main) await command(usage, { allowPositionals: true }, ({ positionals: [address] }) => main(address));
