import { join } from 'node:path';
import { loadPackageDefinition, Server, ServerCredentials, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { Block, ProviderSchema } from './schema.ts';

/** A provider that runs: what Terraform's environment needs to use it, and how it ends. */
export type Provider = { environment: { TF_REATTACH_PROVIDERS: string }; stop: () => void };

/**
 * Starts a stand-in of the AWS provider, which knows its schema and complains of nothing: Terraform itself then checks names, types and
 * blocks, and in `terraform test` makes up what AWS would answer. Terraform finds it by its variable for debugged providers
 * (https://developer.hashicorp.com/terraform/plugin/debugging), so no registry is asked.
 */
export const startProvider = async (schema: ProviderSchema): Promise<Provider> => {
  const server = new Server();
  server.addService(serviceOf(), {
    GetSchema: answer(() => encode(schema)),
    PrepareProviderConfig: answer(({ config }: { config: object }) => ({ preparedConfig: config })),
    ...Object.fromEntries(
      ['ValidateResourceTypeConfig', 'ValidateDataSourceConfig', 'Configure', 'Stop'].map((name) => [
        name,
        answer(() => ({})),
      ]),
    ),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const address = { Network: 'tcp', String: `127.0.0.1:${port}` };
  const attached = { Protocol: 'grpc', ProtocolVersion: 5, Pid: process.pid, Test: true, Addr: address };
  return {
    environment: { TF_REATTACH_PROVIDERS: JSON.stringify({ 'hashicorp/aws': attached }) },
    stop: () => server.forceShutdown(),
  };
};

const serviceOf = () => {
  const loaded = loadPackageDefinition(loadSync(join(import.meta.dirname, 'provider.proto')));
  return (loaded.tfplugin5 as unknown as { Provider: ServiceClientConstructor }).Provider.service;
};

const answer =
  <Request>(of: (request: Request) => object) =>
  ({ request }: { request: Request }, done: (error: null, response: object) => void) =>
    done(null, of(request));

const encode = ({ resource_schemas, data_source_schemas }: ProviderSchema) => ({
  provider: {
    version: 0,
    block: encodeBlock({ attributes: { region: { type: 'string', optional: true } }, block_types: {} }),
  },
  resourceSchemas: encodeTypes(resource_schemas),
  dataSourceSchemas: encodeTypes(data_source_schemas),
});

const encodeTypes = (types: { [type: string]: Block }) =>
  Object.fromEntries(Object.entries(types).map(([type, block]) => [type, { version: 0, block: encodeBlock(block) }]));

const encodeBlock = ({ attributes, block_types }: Block): object => ({
  attributes: Object.entries(attributes).map(([name, { type, ...rest }]) => ({
    name,
    type: Buffer.from(JSON.stringify(type)),
    ...rest,
  })),
  blockTypes: Object.entries(block_types).map(([typeName, nested]) => ({
    typeName,
    nesting: nested.nesting_mode,
    block: encodeBlock(nested.block),
    minItems: nested.min_items ?? 0,
    maxItems: nested.max_items ?? 0,
  })),
});
