// Loaded as CommonJS: as an ES module it would load undici too, which no handler needs.
const http = process.getBuiltinModule('node:http');
const agent = new http.Agent({ keepAlive: true });

/** The body of what the server at an address, or at a socket in the file system, answers with 200. */
export const read = (address: string, socketPath?: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const request = http.get(address, { agent, ...(socketPath && { socketPath }) }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('error', reject).on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const body = Buffer.concat(parts);
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${address}: ${answer.statusCode} ${body}`));
      });
    });
    request.on('error', reject);
  });
