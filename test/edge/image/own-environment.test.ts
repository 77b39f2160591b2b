import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const module = new URL('../../../edge/image/own-environment.ts', import.meta.url).href;

test.runIf(process.platform === 'linux')('credentials leave /proc, and stay in process.env', () => {
  const program = `
    import { readFileSync } from 'node:fs';
    const { hideCredentials } = await import(${JSON.stringify(module)});
    hideCredentials();
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = process.env;
    const shown = readFileSync('/proc/self/environ', 'latin1');
    console.log(JSON.stringify({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, shown }));
  `;
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 's3cret',
    AWS_REGION: 'eu-west-1',
  };
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8', env });
  const { shown, ...kept } = JSON.parse(output);
  expect(kept).toEqual({ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 's3cret', AWS_REGION: 'eu-west-1' });
  expect(shown).toContain('AWS_REGION=eu-west-1');
  expect(shown).not.toMatch(/AKIAEXAMPLE|s3cret/);
});
