import { useCallback, useEffect, useState } from 'preact/hooks';
import { formatState, parseState, type Query, type State, type View } from './state.ts';

/** Changes the page: some parameters (an empty text takes one away), the view, or the image. */
export type Change = { image?: string; parameters?: Query; view?: Partial<View>; only?: Query };

/** The state in the address bar, and what changes it. */
export const usePageState = (initial: State): [State, (change: Change) => void] => {
  const [state, setState] = useState(() => parseState(location.hash) ?? initial);
  useEffect(() => {
    const read = () => setState(parseState(location.hash) ?? initial);
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }, [initial]);
  const change = useCallback(
    (change: Change) =>
      setState((before) => {
        const after = changed(before, change);
        remember(after, subjectOf(change));
        return after;
      }),
    [],
  );
  return [state, change];
};

const changed = (state: State, { image, parameters, view, only }: Change): State => ({
  image: image ?? state.image,
  parameters: filled(only ?? { ...state.parameters, ...parameters }),
  view: { ...state.view, ...view },
});

const filled = (parameters: Query): Query =>
  Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''));

// Milliseconds in which changes of one thing are one step back: a slider is dragged through many values.
const gesture = 1000;
let last = { subject: '', at: 0 };

const remember = (state: State, subject: string) => {
  const fragment = formatState(state);
  if (fragment === location.hash) return;
  const continues = subject === last.subject && performance.now() - last.at < gesture;
  last = { subject, at: performance.now() };
  history[continues ? 'replaceState' : 'pushState'](null, '', fragment);
};

const subjectOf = ({ image, parameters = {}, view = {}, only }: Change) =>
  only || image !== undefined ? `${image} ${performance.now()}` : Object.keys({ ...parameters, ...view }).join();
