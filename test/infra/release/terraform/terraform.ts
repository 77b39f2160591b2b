import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Value } from '../../../../infra/release/template.ts';
import type { State } from './comparison/comparison.ts';
import { startProvider } from './provider.ts';
import type { ProviderSchema } from './schema.ts';

/** What Terraform complains of. */
export type Diagnostic = { severity: string; summary: string; detail: string };

/** Values of a module's variables. */
export type Variables = { [name: string]: string | readonly string[] };

/** Terraform with a stand-in of the AWS provider; each reads the module of a folder. */
export type Terraform = {
  validate: (folder: string) => Promise<Diagnostic[]>;
  test: (folder: string) => Promise<string>;
  /** What the module makes, with answers of AWS that are made up; its folder is changed. */
  apply: (folder: string, variables: Variables) => Promise<{ resources: State; outputs: { [name: string]: Value } }>;
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
    apply: async (folder, variables) => {
      allowDestruction(folder);
      writeFileSync(join(folder, 'apply.tftest.hcl'), runOf(variables));
      const printed = await run(folder, ['test', '-json', '-verbose']);
      const line = printed.split('\n').find((each) => each.includes('"test_state":'));
      if (!line) throw new Error(printed);
      const { root_module, outputs } = JSON.parse(line).test_state;
      const values = Object.entries(outputs as { [name: string]: { value: Value } });
      return {
        resources: root_module.resources,
        outputs: Object.fromEntries(values.map(([name, { value }]) => [name, value])),
      };
    },
  };
};

/** The partition, the account and the region of the tests. */
export const place = { partition: 'aws', account: '123456789012', region: 'us-east-1' };

const runOf = (variables: Variables) => `
mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "${place.account}" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "${place.partition}" }
  }

  mock_data "aws_region" {
    defaults = { region = "${place.region}" }
  }

  mock_resource "aws_lambda_function_url" {
    defaults = { function_url = "https://abc.lambda-url.us-east-1.on.aws/" }
  }
}

run "all" {
  variables {
${Object.entries(variables)
  .map(([name, value]) => `    ${name} = ${JSON.stringify(value)}`)
  .join('\n')}
  }
}
`;

/** Terraform destroys what a test has made, and must be allowed to. */
const allowDestruction = (folder: string) => {
  for (const file of readdirSync(folder).filter((each) => each.endsWith('.tf'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), text.replaceAll('prevent_destroy = true', 'prevent_destroy = false'));
  }
};

/** What a line prints, whether or not it succeeds. */
const print = async (line: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)('terraform', line, { ...options, maxBuffer: 2 ** 28 }).catch(
    (error) => error,
  );
  return `${stdout}${stderr}`;
};
