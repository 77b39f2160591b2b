import { setFlagsFromString } from 'node:v8';

// After how many runs of a function or loop V8 compiles it for speed (node --v8-options).
const usual = { maglev: 400, 'maglev-osr': 100, turbofan: 3000, osr: 500 };

const setCounts = (factor: number): void => {
  for (const [name, count] of Object.entries(usual))
    setFlagsFromString(`--invocation-count-for-${name}=${factor * count}`);
};

/**
 * Carries out what this process does only once or twice, without most of V8's optimizing compilers: they would take 10 ms of CPU for loops that go
 * over a thousand markers or samples. Loops over all pixels are still compiled.
 */
export const compileLess = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  setCounts(30);
  try {
    return await work();
  } finally {
    setCounts(1);
  }
};
