/** A table in Markdown. */
export const markdownTable = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Dollars as people write them: `$1,152.46`. */
export const money = (dollars: number): string =>
  `$${dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/**
 * Keeps the function's metrics, which it writes to standard output as CloudWatch needs them, from this terminal; `read` gets each
 * line instead. Returns the way to show them again.
 */
export const hideMetrics = (read: (line: string) => void = () => undefined): (() => void) => {
  const { stdout } = process;
  const write = stdout.write;
  stdout.write = (text: string | Uint8Array, ...rest: []) => {
    if (!String(text).startsWith('{"_aws"')) return write.call(stdout, text, ...rest);
    read(String(text));
    return true;
  };
  return () => {
    stdout.write = write;
  };
};
