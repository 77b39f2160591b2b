import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { schema } from '../config/schema.ts';
import { type Comments, configComments } from './config-page.ts';

/** The declarations of `edge-images/cdk`: the properties with their descriptions and defaults, printed from the config's rules. */
export const cdkTypes = async (): Promise<string> => {
  const json: Shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const properties = typeOf(json, { comments: await configComments(), path: '', indent: '  ' });
  const declared = await readFile(new URL('./cdk.d.ts.txt', import.meta.url), 'utf8');
  return `${declared}\n/** What a deployer may choose. */\nexport interface EdgeImagesProps ${properties.replace('{', `{${given}`)}\n`;
};

/** What is given besides the config. */
const given = `
  /** A distribution of the same app, in us-east-1, that gets the behaviors of \`attach\`, behind those that it has. @default - none */
  readonly distribution?: Distribution;`;

/** What is read of a JSON schema. */
type Shape = {
  type?: unknown;
  const?: unknown;
  enum?: unknown;
  default?: unknown;
  anyOf?: unknown;
  items?: unknown;
  properties?: unknown;
  required?: unknown;
  additionalProperties?: unknown;
};

type Place = { comments: Comments; path: string; indent: string };

const typeOf = (shape: Shape, place: Place): string => {
  if (Array.isArray(shape.anyOf)) return shape.anyOf.map((each) => typeOf(each, place)).join(' | ');
  if (Array.isArray(shape.enum)) return shape.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.type === 'array') return `ReadonlyArray<${typeOf(Object(shape.items), place)}>`;
  if (shape.type !== 'object') return shape.type === 'integer' ? 'number' : String(shape.type ?? 'unknown');
  if (!shape.properties) return `{ readonly [name: string]: ${typeOf(Object(shape.additionalProperties), place)} }`;
  const required = Array.isArray(shape.required) ? shape.required : [];
  const fields = Object.entries(shape.properties).map(([name, field]) =>
    fieldOf(name, field, { ...place, isRequired: required.includes(name) }),
  );
  return `{\n${fields.join('')}${place.indent.slice(2)}}`;
};

const fieldOf = (
  name: string,
  field: Shape,
  { comments, path, indent, isRequired }: Place & { isRequired: boolean },
) => {
  const inner = path ? `${path}.${name}` : name;
  const preset = field.default === undefined ? '' : ` @default ${JSON.stringify(field.default)}`;
  const text = `${comments.get(inner) ?? ''}${preset || isRequired ? preset : ' @default - none'}`.trim();
  const type = typeOf(field, { comments, path: inner, indent: `${indent}  ` });
  return `${indent}${text && `/** ${text.replaceAll('*/', '*\u200b/')} */\n${indent}`}readonly ${name}${isRequired ? '' : '?'}: ${type};\n`;
};
