/** What is wrong with a field: its name, its value, what is expected. */
export type Wrong = readonly [name: string, value: unknown, expected: string];

/** Says of a value, and of each of its parts, what is wrong with it; nothing where all is right. */
export type Check = (value: unknown, name: string) => Wrong[];

/** One check for each field of a part, so that none is forgotten and none made up. */
export type Fields<Part> = { readonly [Field in keyof Part]-?: Check };

/** A value that has to be right by itself; `expected` ends the sentence "expected …". */
export const is =
  (isRight: (value: unknown) => boolean, expected: string): Check =>
  (value, name) =>
    isRight(value) ? [] : [[name, value, expected]];

/** A field that may be left out; `false` and `null` are slips for that. */
export const optional =
  (check: Check): Check =>
  (value, name) => {
    const wrong = value === undefined ? [] : check(value, name);
    return value === false || value === null
      ? wrong.map(([field, its, expected]) => [field, its, `${expected}; or no such line`])
      : wrong;
  };

/** An object of these fields and of no others: a slip in a name would else go unheard. */
export const part =
  <Part>(fields: Fields<Part>): Check =>
  (value, name) => {
    const names = Object.keys(fields).join(', ');
    if (!isObject(value)) return [[name, value, `an object of ${names}`]];
    const strange = Object.entries(value)
      .filter(([field]) => !Object.hasOwn(fields, field))
      .map(([field, its]): Wrong => [inside(name, field), its, `no such field, but ${names}`]);
    const known = Object.entries<Check>(fields).flatMap(([field, check]) => check(value[field], inside(name, field)));
    return [...strange, ...known];
  };

/** A list of at least so many rows, each checked by itself. */
export const list =
  (check: Check, expected: string, least = 1): Check =>
  (value, name) =>
    Array.isArray(value) && value.length >= least
      ? value.flatMap((row, at) => check(row, `${name}[${at}]`))
      : [[name, value, expected]];

/** An object of names that the deployer chooses. */
export const names =
  (isName: (name: unknown) => boolean, check: Check, expected: string): Check =>
  (value, name) =>
    isObject(value)
      ? Object.entries(value).flatMap(([each, its]) =>
          isName(each) ? check(its, `${name}.${each}`) : [[`${name}.${each}`, its, expected]],
        )
      : [[name, value, expected]];

/** A text of this form. */
export const matches = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);

/** One of these values. */
export const oneOf =
  (...values: readonly unknown[]) =>
  (value: unknown) =>
    values.includes(value);

/** A whole number within bounds. */
export const whole = (least: number, most: number) => (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;

/** A list of at least one, all of them right. */
export const listOf = (isRight: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every(isRight);

const isObject = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const inside = (name: string, field: string) => (name ? `${name}.${field}` : field);
