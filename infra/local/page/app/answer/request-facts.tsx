import { formatTime } from '../format.ts';
import type { Answers } from '../use-answers.ts';

const shown = ['content-type', 'x-cache', 'x-image-reason', 'cache-control', 'etag', 'vary', 'server-timing'];

/** The response as the viewer gets it. */
export const RequestFacts = ({ answers: { current } }: { answers: Answers }) => {
  const answer = current.value;
  if (!answer) return <p class="hint">There is no response.</p>;
  const rows = [
    ['status', String(answer.status)],
    ['time', formatTime(answer.took)],
    ...shown.map((name) => [name, answer.headers.get(name) ?? '']),
  ].filter(([, value]) => value !== '');
  return (
    <dl>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
