import type { Attribute, Block, NestedBlock } from './schema.ts';

/**
 * Reads the schema of one type out of the JavaScript that CDK for Terraform generates of it (package/lib/TYPE/index.js of
 * @cdktf/provider-aws). Throws where that code no longer looks as it did.
 */
export const schemaOf = (code: string, terraformType: string): Block => {
  const [, className] = new RegExp(`^(\\w+)\\.tfResourceType = "${terraformType}";`, 'm').exec(code) ?? [];
  if (!className) throw new Error(`No class of ${terraformType}, expected a line ${terraformType} in its code`);
  return blockOf(code, { ...partsOf(code, className), isTop: true });
};

/** The code of a class: what it writes into HCL, and how its values are read and reset. */
type Parts = { written: string; members: string; isTop: boolean };

const partsOf = (code: string, className: string): Omit<Parts, 'isTop'> => {
  const members = bodyOf(code, `class ${className} extends`);
  const synthesis = members.indexOf('synthesizeHclAttributes()');
  return { members: members.slice(0, synthesis), written: members.slice(synthesis) };
};

/** From a line that begins so to the brace that closes it. */
const bodyOf = (code: string, beginning: string): string => {
  const start = code.indexOf(`\n${beginning}`);
  const end = code.indexOf('\n}', start);
  if (start < 0 || end < 0) throw new Error(`No "${beginning}" in the generated code`);
  return code.slice(start, end);
};

const entry =
  /^ +(\w+): \{\n +value: (.+),\n +isBlock: (true|false),\n +type: "(\w+)",\n +storageClassType: "(\w+)",\n/gm;

const blockOf = (code: string, parts: Parts): Block => {
  const block: Block = { attributes: computedOnly(parts.members), block_types: {} };
  for (const [, name = '', value = '', isBlock, kind = '', storage = ''] of parts.written.matchAll(entry)) {
    const required = !new RegExp(`\\breset${pascal(name)}\\(`).test(parts.members);
    if (isBlock === 'false') block.attributes[name] = attributeOf({ kind, storage, required, isTop: parts.isTop });
    else block.block_types[name] = nestedBlock(code, { value, kind, required });
  }
  return block;
};

/** Attributes that have only a reader: AWS gives them their values. Those of objects are left out. */
const computedOnly = (members: string): Block['attributes'] =>
  Object.fromEntries(
    [...members.matchAll(/^ +\/\/ (\w+) - computed: true, optional: false.*\n.*\n.*get(\w+)Attribute\(/gm)].flatMap(
      ([, name = '', reader = '']) => {
        const type = readers[reader];
        return type ? [[name, { type, computed: true }]] : [];
      },
    ),
  );

const readers: { [reader: string]: Attribute['type'] } = {
  String: 'string',
  Number: 'number',
  Boolean: 'bool',
  List: ['list', 'string'],
  StringMap: ['map', 'string'],
};

/** The generated code does not say which optional ones AWS gives a value where none is given; of a type's own, all may be. */
const attributeOf = (row: { kind: string; storage: string; required: boolean; isTop: boolean }): Attribute => {
  const element = row.storage.replace(/(List|Map)$/, '');
  const plain = element === 'boolean' ? 'bool' : element;
  if (plain !== 'string' && plain !== 'number' && plain !== 'bool') return { type: 'dynamic', optional: true };
  const type: Attribute['type'] =
    row.kind === 'list' || row.kind === 'set' || row.kind === 'map' ? [row.kind, plain] : plain;
  if (row.required) return { type, required: true };
  return { type, optional: true, ...(row.isTop && { computed: true }) };
};

const nestedBlock = (code: string, row: { value: string; kind: string; required: boolean }): NestedBlock => {
  const [, converter = ''] = /(?:\(|^)(\w+)ToHclTerraform[,)(]/.exec(row.value) ?? [];
  const members = bodyOf(
    code,
    `class ${converter.replace(/^./, (first) => first.toUpperCase())}OutputReference extends`,
  );
  const written = bodyOf(code, `function ${converter}ToHclTerraform(`);
  const isMany = /listMapperHcl/.test(row.value);
  return {
    nesting_mode: row.kind === 'struct' ? 'single' : row.kind === 'set' ? 'set' : 'list',
    block: blockOf(code, { members, written, isTop: false }),
    ...(row.kind !== 'struct' && row.required && { min_items: 1 }),
    ...(row.kind !== 'struct' && !isMany && { max_items: 1 }),
  };
};

const pascal = (name: string) => name.replace(/(^|_)(\w)/g, (_, __, letter) => letter.toUpperCase());
