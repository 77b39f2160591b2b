import { readdir, readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { type Comment, type Expression, type Property, parse } from 'acorn';
import { z } from 'zod';
import { command } from '../commands/command.ts';
import { schema } from '../config/schema.ts';

/** A field of the config, as docs/configuration.md has it. */
type Field = { path: string; expected: string; preset: string; description: string };

/** Where the rules of the config are: their comments are the descriptions. */
const rules = new URL('../config/', import.meta.url);
const page = new URL('../../docs/configuration.md', import.meta.url);

const introduction = `# Configuration

The fields of [infra/config.ts](../infra/config.ts). \`npm run synth\` and \`npx cdk deploy\` check every value, and say which field is wrong,
what was found and what was expected. The smallest configuration is:

\`\`\`ts
export const config: ConfigInput = {
  stackName: 'edge-images',
  originals: { access: 'public' },
};
\`\`\`

*Required* inside an object means required if that object is there. \`EDGE_IMAGES_CONFIG\` names another file, for another
[stage](deploy.md#stages). \`npm run docs:config\` makes this page from the rules in \`infra/config/\`.`;

/** docs/configuration.md, from the schema and its comments; a test compares them. */
export const configPage = async (): Promise<string> => {
  const fields = fieldsOf(schema, await configComments(), '');
  const sections = fields.map(
    ({ path, expected, preset, description }) =>
      `${[`### \`${path}\``, description, `${expected}. ${preset}`].filter(Boolean).join('\n\n')}\n`,
  );
  const contents = Object.keys(schema.shape).map((name) => `[${name}](#${name.toLowerCase()})`);
  return `${introduction}\n\n${contents.join(' · ')}\n\n${sections.join('\n')}`;
};

const fieldsOf = (part: z.ZodObject, comments: Comments, above: string): Field[] =>
  Object.entries(part.shape).flatMap(([name, rule]) => {
    const path = above ? `${above}.${name}` : name;
    const own = comments.get(path);
    const { object, isList } = partOf(rule);
    const field = { path, expected: expectedOf(rule, object, isList), preset: presetOf(rule), description: own ?? '' };
    return [field, ...(object ? fieldsOf(object, comments, path) : [])];
  });

type Rule = z.core.$ZodType;

/** The object inside of what is optional, has a default, or is a list of such objects. */
const partOf = (rule: Rule, isList = false): { object?: z.ZodObject; isList: boolean } => {
  if (rule instanceof z.ZodObject) return { object: rule, isList };
  if (rule instanceof z.ZodArray) return partOf(rule.element, true);
  const inner = innerOf(rule);
  return inner ? partOf(inner, isList) : { isList };
};

const innerOf = (rule: Rule) =>
  rule instanceof z.ZodOptional ||
  rule instanceof z.ZodDefault ||
  rule instanceof z.ZodPrefault ||
  rule instanceof z.ZodReadonly
    ? rule.def.innerType
    : undefined;

/** What a wrong value is told. */
const expectedOf = (rule: Rule, object: z.ZodObject | undefined, isList: boolean): string => {
  if (object) return `${isList ? 'A list of objects' : 'An object'} of ${namesOf(object)}`;
  const message = z.safeParse(rule, Symbol('no value')).error?.issues[0]?.message ?? '';
  return `Expected: ${message}`;
};

const namesOf = (object: z.ZodObject) =>
  Object.keys(object.shape)
    .map((name) => `\`${name}\``)
    .join(', ');

const presetOf = (rule: Rule): string => {
  if (rule instanceof z.ZodDefault) return `Default: \`${shown(rule.def.defaultValue)}\`.`;
  if (rule instanceof z.ZodPrefault || z.safeParse(rule, undefined).success) return 'Optional.';
  return 'Required.';
};

const shown = (value: unknown) =>
  JSON.stringify(value)
    .replaceAll('"', "'")
    .replaceAll(/([{,])'(\w+)':/g, '$1 $2: ')
    .replaceAll('}', ' }');

/** Descriptions of fields by their paths. */
export type Comments = Map<string, string>;

/** The descriptions of all fields of the config. */
export const configComments = (): Promise<Comments> => commentsOf(rules);

/** The doc comment of each field, by its path: `limits.bytes`. */
const commentsOf = async (folder: URL): Promise<Comments> => {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const files = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
  const parts = new Map(files.flatMap(partsOf));
  const found: Comments = new Map();
  const walk = (part: Part, above: string) => {
    for (const [name, { comment, value }] of part) {
      const path = above ? `${above}.${name}` : name;
      if (comment) found.set(path, comment);
      const inner = typeof value === 'string' ? parts.get(value) : value;
      if (inner) walk(inner, path);
    }
  };
  walk(parts.get('schema') ?? new Map(), '');
  return found;
};

/** The fields of an object: the comment of each, and its own fields or the name of the constant that has them. */
type Part = Map<string, { comment: string | undefined; value: Part | string | undefined }>;

const partsOf = (source: string): [name: string, part: Part][] => {
  const comments: Comment[] = [];
  const { body } = parse(stripTypeScriptTypes(source), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    onComment: comments,
  });
  return body.flatMap((statement): [string, Part][] => {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'VariableDeclaration') return [];
    return declared.declarations.flatMap(({ id, init }): [string, Part][] => {
      const part = init && partIn(init, { source, comments });
      return part instanceof Map && id.type === 'Identifier' ? [[id.name, part]] : [];
    });
  });
};

type Text = { source: string; comments: Comment[] };

/** The fields in `part({ … }).optional()`, `list(part({ … }))` and the like, or the name of a constant. */
const partIn = (value: Expression, text: Text): Part | string | undefined => {
  if (value.type === 'Identifier') return value.name;
  if (value.type === 'MemberExpression' && value.object.type !== 'Super') return partIn(value.object, text);
  if (value.type !== 'CallExpression') return undefined;
  const { callee, arguments: given } = value;
  if (callee.type === 'MemberExpression') return partIn(callee, text);
  const [first] = given;
  if (first?.type === 'ObjectExpression')
    return new Map(first.properties.flatMap((each) => (each.type === 'Property' ? [fieldIn(each, text)] : [])));
  return first?.type === 'CallExpression' ? partIn(first, text) : undefined;
};

const fieldIn = (
  { key, start, value }: Property,
  text: Text,
): [string, Part extends Map<string, infer F> ? F : never] => {
  const above = text.comments.findLast(({ end }) => end <= start);
  const isOwn = above?.type === 'Block' && /^\s*$/.test(text.source.slice(above.end, start));
  return [
    key.type === 'Identifier' ? key.name : '',
    { comment: isOwn ? proseOf(above.value) : undefined, value: partIn(value, text) },
  ];
};

const proseOf = (comment: string) =>
  comment
    .replaceAll(/^\s*\*+ ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

if (import.meta.main)
  await command('npm run docs:config\n\nWrites docs/configuration.md.', {}, async () =>
    writeFile(page, await configPage()),
  );
