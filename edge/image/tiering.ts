import { setFlagsFromString } from 'node:v8';

// After how many runs of a function or rounds of a loop V8 compiles it for speed: the flags of Node 22 and 24 (node --v8-options), the numbers of 24.
const usual = { maglev: 400, 'maglev-osr': 100, turbofan: 3000, osr: 500 };

// A loop over the 900 FF bytes of a JPEG of 300 KB is not worth compiling, one over the 13,000 of 3 MB is: at 30, such an image took 10 ms more.
const later = 8;

const setCounts = (factor: number): void => {
  for (const [name, count] of Object.entries(usual))
    setFlagsFromString(`--invocation-count-for-${name}=${factor * count}`);
};

/** Has V8 compile for speed later: the first images of a worker take 4 to 15 ms of CPU less together, and the hundredth as much as before. */
export const compileLater = (): void => setCounts(later);

/**
 * Carries out what this process does only once or twice: V8 compiles for speed later. Its threads would take 10 ms of CPU for loops over a
 * thousand markers or samples (docs/performance.md). Loops over all pixels are still compiled.
 */
export const compileLess = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  compileLater();
  try {
    return await work();
  } finally {
    setCounts(1);
  }
};
