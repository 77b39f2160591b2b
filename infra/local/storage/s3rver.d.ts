/** What we use of s3rver: a Koa application whose object store can be replaced. It ships no types. */
declare module '@20minutes/s3rver' {
  namespace S3rver {
    type Context = {
      method: string;
      path: string;
      headers: Record<string, string | undefined>;
      store: unknown;
      set(name: string, value: string): void;
    };
    type Options = {
      address?: string;
      port?: number;
      silent?: boolean;
      directory?: string;
      vhostBuckets?: boolean;
      allowMismatchedSignatures?: boolean;
    };
  }
  class S3rver {
    constructor(options: S3rver.Options);
    store: unknown;
    middleware: ((context: S3rver.Context, next: () => Promise<void>) => Promise<void>)[];
    httpServer: { closeAllConnections(): void; keepAliveTimeout: number };
    run(): Promise<{ address: string; port: number }>;
    close(): Promise<void>;
    on(event: 'error', listener: (error: Error) => void): this;
  }
  export = S3rver;
}

declare module '@20minutes/s3rver/lib/models/error.js' {
  class S3Error extends Error {
    constructor(code: string, message: string, detail?: Record<string, unknown>);
  }
  export = S3Error;
}
