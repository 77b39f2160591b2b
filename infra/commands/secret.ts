import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** Where a command finds the secret of a signing key, as its usage says. */
export const secretUsage = `  SIGNING_SECRET    environment variable with the key's secret
  --secret-file F   or a file with it; - is standard input`;

/** The options of a command that needs a secret. */
export const secretOptions = { 'secret-file': { type: 'string' } } as const;

/** Reads the secret from where the line says, or from the environment. Throws a sentence where it is not there. */
export const readSecret = async (file: string | undefined): Promise<string> => {
  const secret = file === undefined ? (process.env.SIGNING_SECRET ?? '') : await readSource(file);
  if (secret !== '') return secret;
  throw new Error(
    file === undefined
      ? 'SIGNING_SECRET is not set in the environment, and --secret-file is not given'
      : `--secret-file is ${file}, expected a file with the secret: it is empty`,
  );
};

/** Editors and shells end a file with a line break, which no secret has. */
const readSource = async (file: string) => {
  const content = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch(({ code }) => {
    throw new Error(`--secret-file is ${file}, expected a file that can be read: ${code}`);
  });
  return content.replace(/\r?\n$/, '');
};
