import type { AnyNode } from 'acorn';
import { type Edit, editScript, type Replacement } from './edit-script.ts';

/** A place that a variable could replace, and the value that it would have. */
type Place = { value: string; replacement: (name: string) => Replacement };

/** How often a value stands in a script, and the bytes that a variable of one letter saves there. */
type Uses = { count: number; saved: number };

// A variable that saves fewer bytes costs more than that: it takes a one-letter name from another.
const leastGain = 4;

/**
 * Declares a variable for each property name, string and `void 0` that occurs often enough to save bytes: `a.replace(b)` becomes `a[c](b)`. Minifiers
 * don't, since compression does it better, but CloudFront counts uncompressed bytes. Takes the minified script of a module. Its own names are long:
 * a minifier has to shorten them.
 */
export const shareNames = (script: string): string => {
  const uses = new Map<string, Uses>();
  editScript(script, [
    visitor(({ value, replacement }) => {
      const { start, end, text } = replacement('x');
      const { count, saved } = uses.get(value) ?? { count: 0, saved: 0 };
      uses.set(value, { count: count + 1, saved: saved + end - start - text.trim().length });
      return undefined;
    }),
  ]);
  const shared = [...uses]
    .filter(([value, { saved }]) => saved - `x=${value},`.length >= leastGain)
    // The names of one letter go to those that come first.
    .sort(([, one], [, other]) => other.count - one.count)
    .map(([value]) => value);
  const edited = editScript(script, [
    visitor(({ value, replacement }) =>
      shared.includes(value) ? replacement(nameOf(shared.indexOf(value))) : undefined,
    ),
  ]);
  const imports = /^(import[^;]*;\s*)*/.exec(edited)?.[0] ?? '';
  const declared = shared.map((value, at) => `${nameOf(at)}=${value}`).join();
  return declared ? `${imports}var ${declared};${edited.slice(imports.length)}` : script;
};

const nameOf = (at: number) => `sharedName${at}`;

const visitor = (visit: (place: Place) => Replacement | undefined): Edit => ({
  name: 'share names',
  edit: (node, { parent }) => {
    const place = placeOf(node, parent);
    return place && visit(place);
  },
});

const placeOf = (node: AnyNode, parent: AnyNode | undefined): Place | undefined => {
  const { start, end } = node;
  const isKey = parent?.type === 'Property' && parent.key === node;
  // Spaces, since `return"a"` has none.
  const variable = (name: string) => ({ start, end, text: ` ${name} ` });
  if (node.type === 'Identifier' && parent?.type === 'MemberExpression' && parent.property === node && !parent.computed)
    return { value: `"${node.name}"`, replacement: (name) => ({ start: start - 1, end, text: `[${name}]` }) };
  if (node.type === 'Literal' && typeof node.value === 'string' && !isKey && parent?.type !== 'ImportDeclaration')
    return { value: JSON.stringify(node.value), replacement: variable };
  return node.type === 'UnaryExpression' && node.operator === 'void'
    ? { value: 'void 0', replacement: variable }
    : undefined;
};
