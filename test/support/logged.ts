import { vi } from 'vitest';

/** Keeps the handler's log lines from the console; what is returned gives those so far, parsed. */
export const logged = () => {
  const spy = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  return () => spy.mock.calls.map(([line]) => JSON.parse(String(line)));
};
