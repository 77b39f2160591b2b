// Drops the metrics that the function writes to standard output, which would bury the results of a run.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text: string | Uint8Array, ...rest: []) =>
  String(text).startsWith('{"_aws"') ? true : write(text, ...rest);
