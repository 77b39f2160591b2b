import { formatBytes, formatType } from '../format.ts';
import type { Candidate, Explanation } from '../service.ts';
import type { Answers } from '../use-answers.ts';
import { reasonInWords } from './warnings.tsx';

/** Why the response is this file: the attempts, the timings, the cache key. */
export const Why = ({ answers: { explanation, current } }: { answers: Answers }) => {
  const { value, pending, error } = explanation;
  if (error) return <p class="bad">There is no explanation: {error}</p>;
  if (!value)
    return <p class="hint">{pending || current.pending ? 'Trying every format…' : 'There is nothing to explain.'}</p>;
  if (!value.answer) return <p class="bad">{value.title ?? 'There is no explanation.'}</p>;
  return (
    <div aria-busy={pending}>
      <p>{headline(value)}</p>
      <Candidates explanation={value} />
      <Timings timings={value.timings ?? {}} />
      {value.cacheKey && (
        <p class="key">
          <b>Cache key</b> <code>{value.cacheKey}</code>
        </p>
      )}
    </div>
  );
};

const headline = ({ answer, why, underivable, candidates = [] }: Explanation) => {
  if (underivable) return `${reasonInWords(underivable.reason)} ${underivable.detail ?? ''}`;
  if (answer?.sentBy === 'original') return `The original is sent: ${answer.why}.`;
  if (answer?.sentBy === 'problem') return `Refused with status ${answer.status}: ${answer.why}.`;
  if (answer?.sentBy === 'fallback') return `The fallback image is sent: ${answer.why}.`;
  const redirected = answer?.sentBy === 'redirect' ? ' It is above 1 MB, so a redirect leads to it.' : '';
  const tried = candidates.length > 1 ? `${candidates.length} encodings were tried: ` : '';
  return capitalized(`${tried}${why?.replace(/ of \d+$/, '')}.${redirected}`);
};

const capitalized = (sentence: string) => sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

const Candidates = ({ explanation: { candidates = [], original } }: { explanation: Explanation }) => {
  if (candidates.length === 0) return null;
  const most = Math.max(original?.bytes ?? 0, ...candidates.map(({ bytes }) => bytes));
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">Tried</th>
            <th scope="col">Size</th>
            <th scope="col">Score</th>
          </tr>
        </thead>
        <tbody>
          {original && (
            <Row
              name={`Original, ${original.format.toUpperCase()} ${original.width} × ${original.height}`}
              bytes={original.bytes}
              most={most}
            />
          )}
          {candidates.map((candidate) => (
            <Row key={nameOf(candidate)} name={nameOf(candidate)} most={most} {...candidate} />
          ))}
        </tbody>
      </table>
      <p class="hint">
        The score is SSIMULACRA 2: how close it looks to the uncompressed result. 90 can’t be told apart, 70 is high
        quality, 50 shows flaws.
      </p>
    </>
  );
};

const nameOf = ({ type, encoding, quality }: Candidate) => {
  const name = encoding?.toUpperCase() ?? (type.startsWith('image/') ? `Original’s own ${formatType(type)}` : type);
  return quality === undefined ? name : `${name}, quality ${quality}`;
};

type RowProps = { name: string; bytes: number; most: number; score?: number; chosen?: boolean };

const Row = ({ name, bytes, most, score, chosen }: RowProps) => (
  <tr class={chosen ? 'chosen' : ''}>
    <th scope="row">
      {name} {chosen && <em>sent</em>}
    </th>
    <td>
      <Bar share={bytes / Math.max(1, most)} /> {formatBytes(bytes)}
    </td>
    <td>
      {score !== undefined && (
        <>
          <Bar share={score / 100} kind="score" /> {score}
        </>
      )}
    </td>
  </tr>
);

const Bar = ({ share, kind = '' }: { share: number; kind?: string }) => (
  <span class={`bar ${kind}`} style={{ '--share': `${Math.min(100, Math.max(1, share * 100))}%` }} />
);

/** The stages beside one another, each as wide as it was long. */
const Timings = ({ timings }: { timings: { [stage: string]: number } }) => {
  // Scoring the candidates belongs to the explanation, not to the image.
  const { score: _, ...stages } = timings;
  const entries = Object.entries(stages);
  if (entries.length === 0) return null;
  return (
    <figure class="timings">
      <figcaption>Where the time went</figcaption>
      <div class="track" aria-hidden="true">
        {entries.map(([stage, milliseconds], index) => (
          <span key={stage} class={`stage-${index % 6}`} style={{ flexGrow: milliseconds }} />
        ))}
      </div>
      <ul>
        {entries.map(([stage, milliseconds], index) => (
          <li key={stage}>
            <span class={`dot stage-${index % 6}`} /> {stage} {Math.round(milliseconds)} ms
          </li>
        ))}
      </ul>
    </figure>
  );
};
