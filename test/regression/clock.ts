/** How many times longer than deployed all work may take before it is stopped. */
const patience = 30;

// The process that decodes what may have to be killed has clocks of its own.
const stopped = 'data:text/javascript,performance.now=()=>0;Date.now=()=>1e12';

/**
 * From here on no answer depends on how busy the machine is. Work that is short of time takes cheaper ways (`x-image-reason:
 * hurried`) or gives up, and no two runs are short of it in the same place: so no time passes, as far as the handler can see.
 * Estimates of cost, which refuse work beforehand, stay as they are. What never ends is still stopped, but later.
 */
export const stopClocks = (): void => {
  const now = Date.now();
  Date.now = () => now;
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${stopped}`.trim();
  globalThis.setTimeout = new Proxy(setTimeout, {
    apply: (timer, self, [work, milliseconds = 0, ...rest]) =>
      Reflect.apply(timer, self, [work, milliseconds * patience, ...rest]),
  });
};
