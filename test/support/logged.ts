import { vi } from 'vitest';

/** Keeps the handler's log lines from standard output; what is returned gives those so far, parsed. */
export const logged = () => {
  const lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  vi.spyOn(process.stdout, 'write').mockImplementation((...given: Parameters<typeof write>) => {
    const [text] = given;
    if (!String(text).startsWith('{"_aws"')) return write(...given);
    lines.push(String(text));
    return true;
  });
  return () => lines.map((line) => JSON.parse(line));
};
