/** Types of the AWS provider as `terraform providers schema -json` prints them, of those that the module uses. */
export type ProviderSchema = {
  /** The provider's version. */
  version: string;
  /** The package that it was read from. */
  source: string;
  resource_schemas: { [type: string]: Block };
  data_source_schemas: { [type: string]: Block };
};

/** What may stand between the braces of a resource, or of a block in one. */
export type Block = {
  attributes: { [name: string]: Attribute };
  block_types: { [name: string]: NestedBlock };
};

/** An attribute: its type as Terraform writes it, and who gives it a value. */
export type Attribute = { type: Type; required?: true; optional?: true; computed?: true };

type Type = 'string' | 'number' | 'bool' | 'dynamic' | ['list' | 'set' | 'map', Type];

/** A block in a block, and how often it may stand there; without `max_items` any number of times. */
export type NestedBlock = {
  nesting_mode: 'single' | 'list' | 'set';
  block: Block;
  min_items?: number;
  max_items?: number;
};

/** The types of the provider that HCL declares, `resource` and `data` apart. */
export const typesOf = (hcl: string): Types => {
  const declared = (kind: string) => sorted(hcl, new RegExp(`^${kind} "(aws_\\w+)"`, 'gm'));
  return { resource: declared('resource'), data: declared('data') };
};

/** The types that the code names which writes the HCL. */
export const typesNamedBy = (source: string): Types => {
  const data = sorted(source, /'data', '(aws_\w+)'/g);
  return { resource: sorted(source, /'(aws_\w+)'/g).filter((type) => !data.includes(type)), data };
};

/** Types of the provider. */
type Types = { resource: string[]; data: string[] };

const sorted = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, type = '']) => type))].sort();
