/** How far we do what a service documents of one of its parameters. */
export type Conformance = {
  status: 'supported' | 'approximated' | 'unsupported';
  /** How it is approximated, or why it is not supported. */
  note?: string;
  /** A URL's parameters that show the effect, beside `beside`; the name itself where that is `name=value`. */
  example?: string;
  beside?: string;
  /** The image that shows it, where a photograph does not. */
  image?: Sample;
};

/** The images of the conformance test. */
export type Sample = 'alpha.png' | 'animation.gif' | 'framed.png' | 'rights.jpg' | 'p3.jpg';

/** What a service documents. */
export type ConformanceTable = {
  /** The service, as it writes its own name. */
  service: string;
  /** Its reference pages. */
  pages: string[];
  /**
   * By parameter, in the service's spelling. A key may list several, separated by spaces, and `|` separates the names of one;
   * `name=value` is a value that is told apart from the others of its parameter.
   */
  parameters: { [names: string]: Conformance };
};

/** A parameter that does what the service documents. */
export const supported = (example = '', beside = '', image?: Sample): Conformance => ({
  status: 'supported',
  example,
  beside,
  ...(image && { image }),
});

/** A parameter that does nearly what the service documents. */
export const approximated = (note: string, ...shown: Parameters<typeof supported>): Conformance => ({
  ...supported(...shown),
  status: 'approximated',
  note,
});

/** A parameter that asks for what holds anyway. */
export const always = (note: string): Conformance => ({ status: 'supported', note });

/** A parameter that changes nothing here. */
export const unsupported = (note: string): Conformance => ({ status: 'unsupported', note });

/** One documented parameter, or one value of it: its name, then its aliases. */
export type ConformanceRow = Conformance & { names: string[] };

/** The rows of a table, one for each parameter. */
export const conformanceRows = ({ parameters }: ConformanceTable): ConformanceRow[] =>
  Object.entries(parameters).flatMap(([names, conformance]) =>
    names.split(' ').map((each) => ({ ...conformance, names: each.split('|') })),
  );

/** The names of all parameters that a service documents, in lower case. */
export const documentedNames = (table: ConformanceTable): string[] =>
  conformanceRows(table).flatMap(({ names }) =>
    names.filter((name) => !name.includes('=')).map((name) => name.toLowerCase()),
  );

/** What to tell of a parameter that the service documents and that is not supported here; undefined of any other. */
export const unsupportedNote = (table: ConformanceTable, name: string, value: string): string | undefined => {
  const row = conformanceOf(table, name, value);
  return row?.status === 'unsupported' ? `a feature of ${table.service} that is missing here: ${row.note}` : undefined;
};

/** The row of a parameter with a value; undefined where the service documents no such parameter. */
export const conformanceOf = (table: ConformanceTable, name: string, value = ''): ConformanceRow | undefined => {
  const rows = conformanceRows(table);
  const rowOf = (text: string) =>
    rows.find(({ names }) => names.some((each) => each.toLowerCase() === text.toLowerCase()));
  // `e=oil_paint:50`: what stands behind a colon tells how much.
  return rowOf(`${name}=${value}`) ?? rowOf(`${name}=${value.split(':', 1)[0]}`) ?? rowOf(name);
};
