import { useEffect } from 'preact/hooks';
import {
  type Answer,
  type Explanation,
  type Facts,
  fetchAnswer,
  fetchExplanation,
  fetchFacts,
  fetchOriginal,
  type Original,
  type ReadUrl,
  readUrl,
} from './service.ts';
import { addressOf, parseQuery, type State } from './state.ts';
import { type Loaded, useLoaded } from './use-loaded.ts';
import { headersOf } from './viewers.ts';

/** All that the server tells of the state. */
export type Answers = {
  current: Loaded<Answer>;
  /** The other image of a comparison. */
  other: Loaded<Answer>;
  original: Loaded<Original | undefined>;
  facts: Loaded<Facts | undefined>;
  explanation: Loaded<Explanation>;
  /** Of the kept image in a comparison. */
  otherExplanation: Loaded<Explanation>;
  read: Loaded<ReadUrl>;
  /** Why the parameters were refused. */
  problem: Problem | undefined;
};

export type Problem = { title: string; detail?: string; parameter?: string; value?: string; expected?: string };

/** Asks for the image, and for what the open parts of the page show of it. */
export const useAnswers = (state: State): Answers => {
  const { image, parameters, view } = state;
  const address = image && addressOf(image, parameters);
  const headers = headersOf(view);
  const viewer = JSON.stringify(headers);
  const ask = (address: string) => (signal: AbortSignal) => fetchAnswer(address, { headers, signal });

  const current = useLoaded(address && `${address} ${viewer}`, ask(address));
  const against = view.compare === 'off' ? '' : otherAddress(state);
  const other = useLoaded(against && `${against} ${viewer}`, ask(against));
  const original = useLoaded(image, (signal) => fetchOriginal(image, signal), 0);
  // After the image, and only for what is in sight: each derives the image again.
  const settled = addressWhenLoaded(current, address);
  const facts = useLoaded(settled, (signal) => fetchFacts(image, parameters, signal), 0);
  const explain = (address: string) => (signal: AbortSignal) => fetchExplanation(address, { headers, signal });
  const explained = view.panel === 'why' || view.compare !== 'off' ? settled : '';
  const explanation = useLoaded(explained && `${explained} ${viewer}`, explain(address), 0);
  const kept = view.against ? addressWhenLoaded(other, against) : '';
  const otherExplanation = useLoaded(kept && `${kept} ${viewer}`, explain(kept), 0);
  const read = useLoaded(address, () => readUrl(address, 'native'));

  useRevoked(current.value?.image?.src);
  useRevoked(other.value?.image?.src);
  return { current, other, original, facts, explanation, otherExplanation, read, problem: problemOf(current.value) };
};

/** The address of an answer once it is there; else empty. */
const addressWhenLoaded = ({ pending, value }: Loaded<Answer>, address: string) =>
  !pending && value?.address === address ? address : '';

/** The original by a derivative of its own size: the file itself may be large, or of a format that no browser shows. */
const otherAddress = ({ image, view }: State) =>
  addressOf(image, view.against ? parseQuery(view.against) : { w: '2000', format: 'auto', q: 'auto-best' });

const problemOf = (answer: Answer | undefined): Problem | undefined => {
  if (!answer?.text || answer.status < 400) return undefined;
  try {
    return JSON.parse(answer.text);
  } catch {
    return { title: `The response has status ${answer.status}` };
  }
};

/** Frees an image's bytes when another one has taken its place. */
const useRevoked = (src: string | undefined) => useEffect(() => () => src && URL.revokeObjectURL(src), [src]);
