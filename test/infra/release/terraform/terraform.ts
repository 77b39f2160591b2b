import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startProvider } from './provider.ts';
import type { ProviderSchema } from './schema.ts';

/** What Terraform complains of. */
export type Diagnostic = { severity: string; summary: string; detail: string };

/** Terraform with a stand-in of the AWS provider; `validate` and `test` read the module of a folder. */
export type Terraform = {
  validate: (folder: string) => Promise<Diagnostic[]>;
  test: (folder: string) => Promise<string>;
};

/** Terraform with this schema of the provider. */
export const terraformWith = (schema: ProviderSchema): Terraform => {
  const run = async (folder: string, ...lines: string[][]): Promise<string> => {
    const provider = await startProvider(schema);
    const environment = { TF_CLI_CONFIG_FILE: '', CHECKPOINT_DISABLE: '1', ...provider.environment };
    let printed = '';
    try {
      for (const line of [['init', '-backend=false', '-no-color'], ...lines])
        printed = await print(line, { cwd: folder, env: { ...process.env, ...environment } });
      return printed;
    } finally {
      provider.stop();
    }
  };
  return {
    validate: async (folder) => JSON.parse(await run(folder, ['validate', '-json'])).diagnostics,
    test: (folder) => run(folder, ['test', '-no-color']),
  };
};

/** What a line prints, whether or not it succeeds. */
const print = async (line: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)('terraform', line, options).catch((error) => error);
  return `${stdout}${stderr}`;
};
