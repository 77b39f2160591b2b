/** Prints one line for each request to an image: status, size, format, time, how it was answered, why so, and the URL. */
export const logRequest = (
  print: (line: string) => void,
  { method, url }: { method: string; url: string },
  { status, headers, bytes, milliseconds }: { status: number; headers: Headers; bytes: number; milliseconds: number },
): void => {
  const type = headers.get('content-type')?.replace(/^\w+\/|;.*$|\+xml$|\+json$/g, '') ?? '';
  const how = headers.get('x-cache')?.replace(/GeneratedResponse| from cloudfront/g, '') ?? '';
  const reason = headers.get('x-image-reason');
  const columns = [
    String(status),
    sizeOf(bytes).padStart(8),
    type.padEnd(7),
    `${Math.round(milliseconds)} ms`.padStart(8),
    how.padEnd(10),
    `${method === 'GET' ? '' : `${method} `}${url}`,
    ...(reason ? [`(${reason})`] : []),
  ];
  print(columns.join('  '));
};

const sizeOf = (bytes: number) =>
  bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
