import { useEffect, useState } from 'preact/hooks';

/** Something that is loaded: what came last, unless loading failed. */
export type Loaded<T> = { value?: T; error?: string; pending: boolean };

/**
 * Loads something whenever `key` changes, some milliseconds after the last change. An empty key loads nothing. The value
 * before stays while another is loaded, and goes where that fails: nothing outdated is shown as if it held.
 */
export const useLoaded = <T>(key: string, load: (signal: AbortSignal) => Promise<T>, delay = 150): Loaded<T> => {
  const [loaded, setLoaded] = useState<Loaded<T>>({ pending: true });
  useEffect(() => {
    if (key === '') return setLoaded({ pending: false });
    const stop = new AbortController();
    setLoaded(({ value }) => ({ pending: true, ...(value !== undefined && { value }) }));
    const timer = setTimeout(() => {
      load(stop.signal)
        .then((value) => !stop.signal.aborted && setLoaded({ value, pending: false }))
        .catch((error: Error) => !stop.signal.aborted && setLoaded({ error: error.message, pending: false }));
    }, delay);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key]);
  return loaded;
};
