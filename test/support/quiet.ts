// The function writes its metrics to standard output, past the console that vitest captures: they would bury the results.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text: string | Uint8Array, ...rest: []) =>
  String(text).startsWith('{"_aws"') ? true : write(text, ...rest);
