const written = Symbol('written');
const parts = Symbol('parts');
const bodies = Symbol('blocks');

/** Text of Terraform's language: a reference, a call, a condition; of a text with code in it, its parts. */
export type Code = {
  readonly [written]: (indent: string) => string;
  readonly [parts]?: readonly Part[];
};

type Part = string | Code;

/** What an attribute may be. */
export type Hcl = string | number | boolean | null | Code | readonly Hcl[] | { readonly [name: string]: Hcl };

/** Blocks of one name, in order. */
type Blocks = { readonly [bodies]: readonly Body[] };

/** What stands between braces: attributes, and blocks. undefined is left out. */
export type Body = { readonly [name: string]: Hcl | Blocks | undefined };

/** A block at the top of a file: `resource "aws_s3_bucket" "originals"`. */
export type Declared = { labels: readonly string[]; body: Body };

export const code = (text: string): Code => ({ [written]: () => text });

/** A call of a function. */
export const call = (name: string, ...values: readonly Hcl[]): Code => ({
  [written]: (indent) => `${name}(${values.map((value) => valueText(value, indent)).join(', ')})`,
});

export const blocks = (each: readonly Body[]): Blocks => ({ [bodies]: each });

export const isCode = (value: unknown): value is Code =>
  typeof value === 'object' && value !== null && written in value;

const isBlocks = (value: Body[string]): value is Blocks =>
  typeof value === 'object' && value !== null && bodies in value;

/** Text with code in it; that alone, where nothing stands beside it. */
export const template = (given: readonly Part[]): Hcl => {
  const flat = given.flatMap((part) => (isCode(part) ? (part[parts] ?? [part]) : part === '' ? [] : [part]));
  const [first] = flat;
  if (flat.length === 1 && isCode(first)) return first;
  if (!flat.some(isCode)) return flat.join('');
  const inner = flat.map((part) => (isCode(part) ? `\${${part[written]('')}}` : escaped(part)));
  return { [written]: () => `"${inner.join('')}"`, [parts]: flat };
};

const escaped = (text: string) =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[$%]\{/g, (sign) => `${sign[0]}${sign}`);

/** A value as text, over several lines where it has any names or is long. */
export const valueText = (value: Hcl, indent = ''): string => {
  if (isCode(value)) return value[written](indent);
  if (typeof value === 'string') return `"${escaped(value)}"`;
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((each: Hcl) => valueText(each, inner));
    const line = `[${items.join(', ')}]`;
    if (!line.includes('\n') && line.length < 100) return line;
    return `[\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}]`;
  }
  const rows = Object.entries(value).map(([name, each]) => [
    /^[A-Za-z_]\w*$/.test(name) ? name : `"${escaped(name)}"`,
    valueText(each, inner),
  ]);
  return rows.length === 0 ? '{}' : `{\n${aligned(rows, inner)}\n${indent}}`;
};

/** `name = value`, as `terraform fmt` aligns it: neighbors of one line each. */
const aligned = (rows: readonly string[][], indent: string): string => {
  const isLine = ([, text = '']: string[]) => !text.includes('\n');
  return rows
    .map((row, at) => {
      const [name = '', text = ''] = row;
      if (!isLine(row)) return `${indent}${name} = ${text}`;
      const before = rows.slice(0, at).findLastIndex((each) => !isLine(each));
      const after = rows.slice(at).findIndex((each) => !isLine(each));
      const group = rows.slice(before + 1, after < 0 ? undefined : at + after);
      return `${indent}${name.padEnd(Math.max(...group.map(([other = '']) => other.length)))} = ${text}`;
    })
    .join('\n');
};

/** A file of these blocks. */
export const fileText = (declared: readonly Declared[]): string =>
  declared.map((each) => blockText(each, '')).join('\n');

const blockText = ({ labels, body }: Declared, indent: string): string => {
  const inner = `${indent}  `;
  const [kind = '', ...names] = labels;
  const head = `${indent}${[kind, ...names.map((name) => `"${name}"`)].join(' ')} {`;
  const rows: string[][] = [];
  const nested: string[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined) continue;
    if (!isBlocks(value)) rows.push([name, valueText(value, inner)]);
    else nested.push(...value[bodies].map((each) => blockText({ labels: [name], body: each }, inner)));
  }
  const parts = [...(rows.length > 0 ? [`${aligned(rows, inner)}\n`] : []), ...nested];
  return parts.length === 0 ? `${head}}\n` : `${head}\n${parts.join('\n')}${indent}}\n`;
};
