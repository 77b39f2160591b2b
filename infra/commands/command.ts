import { type ParseArgsConfig, parseArgs } from 'node:util';

type Line<Args extends ParseArgsConfig> = ReturnType<typeof parseArgs<Args>>;

/**
 * Runs a command of package.json with what stands on its line; `--help` prints the usage. Whatever is wrong with that line, or
 * with what it names, is one message and exit code 1.
 */
export const command = <const Args extends ParseArgsConfig>(
  usage: string,
  args: Args,
  run: (line: Line<Args>) => Promise<unknown> | unknown,
): Promise<void> =>
  reportErrors(async () => {
    if (process.argv.slice(2).some((each) => each === '--help' || each === '-h')) console.log(usage);
    else await run(read(usage, args));
  });

/** Runs a program. What it throws is a message for who started it; a slip of our own keeps its stack. */
export const reportErrors = async (run: () => Promise<unknown> | unknown): Promise<void> => {
  try {
    await run();
  } catch (error) {
    console.error(isSlip(error) ? error.stack : error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
};

/** Parses a whole number of the command line, from `least` to `most`. Throws a message that names the option. */
export const numberOf = (name: string, text: string, [least, most]: [least: number, most: number]): number => {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new Error(`${name} is ${text}, expected a number from ${least} to ${most}`);
};

/** Parses a share of the command line, from 0 to 1. Throws a message that names the option. */
export const shareOf = (name: string, text: string): number => {
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new Error(`${name} is ${text}, expected a share from 0 to 1, such as 0.05`);
};

const read = <const Args extends ParseArgsConfig>(usage: string, args: Args): Line<Args> => {
  try {
    return parseArgs(args);
  } catch (error) {
    // Node goes on to explain how a file is named that begins with a dash.
    const [sentence] = String(error instanceof Error ? error.message : error).split(/\.? To specify/);
    throw new Error(`${sentence}\n\n${usage}`);
  }
};

const isSlip = (error: unknown): error is Error =>
  (error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError) && !('code' in error);
