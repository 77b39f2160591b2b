import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from '../../../../infra/commands/command.ts';
import { run } from '../../../support/packed.ts';
import { schemaOf } from './generated-classes.ts';
import { type ProviderSchema, typesNamedBy } from './schema.ts';

const usage = `npm run terraform:schema

Writes what the AWS provider knows of the types that the Terraform module uses, of its oldest version that the module takes and of a
recent one, into test/infra/release/terraform/: from npm's @cdktf/provider-aws, which is generated of the provider's own schema. Run it
after a type is added to the module.`;

/** The oldest version that infra/release/terraform/versions.tf takes, and the last that was generated. */
const packages = {
  'aws-oldest.json': '@cdktf/provider-aws@21.16.0',
  'aws-newest.json': '@cdktf/provider-aws@21.22.1',
};

const module = join(import.meta.dirname, '../../../../infra/release/terraform');

const main = async () => {
  const files = (await readdir(module)).filter((file) => file.endsWith('.ts'));
  const source = (await Promise.all(files.map((file) => readFile(join(module, file), 'utf8')))).join('\n');
  for (const [file, tarball] of Object.entries(packages)) {
    const schema = await readPackage(tarball, typesNamedBy(source));
    await writeFile(join(import.meta.dirname, file), `${JSON.stringify(schema)}\n`);
    console.log(`${file}  ${schema.version}, ${Object.keys(schema.resource_schemas).length} resources`);
  }
};

const readPackage = async (
  source: string,
  { resource, data }: ReturnType<typeof typesNamedBy>,
): Promise<ProviderSchema> => {
  const folder = await mkdtemp(join(tmpdir(), 'provider-'));
  try {
    const { stdout } = await run('npm', ['pack', '--silent', source], folder);
    const tarball = stdout.trim();
    const folders = [...resource.map(folderOf), ...data.map((type) => `data-aws-${folderOf(type)}`)];
    await run('tar', ['xzf', tarball, ...folders.map((each) => `package/lib/${each}`)], folder);
    const read = (name: string, file: string) => readFile(join(folder, 'package/lib', name, file), 'utf8');
    const schemas = async (types: string[], prefix: string) =>
      Object.fromEntries(
        await Promise.all(
          types.map(async (type) => [type, schemaOf(await read(prefix + folderOf(type), 'index.js'), type)] as const),
        ),
      );
    const [, version = ''] = /hashicorp\/aws\/([\d.]+)\//.exec(await read(folders[0] ?? '', 'index.d.ts')) ?? [];
    return {
      version,
      source,
      resource_schemas: await schemas(resource, ''),
      data_source_schemas: await schemas(data, 'data-aws-'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const folderOf = (type: string) => type.replace(/^aws_/, '').replaceAll('_', '-');

await command(usage, {}, main);
