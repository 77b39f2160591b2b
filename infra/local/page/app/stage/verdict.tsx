import { formatBytes, formatTime, formatType, savedShare } from '../format.ts';
import type { State } from '../state.ts';
import type { Answers } from '../use-answers.ts';
import { networks, transferTime } from '../viewers.ts';

/** What was sent, in a line: size, format, bytes, and what they save. */
export const Verdict = ({ state, answers }: { state: State; answers: Answers }) => {
  const answer = answers.current.value;
  return (
    <p class="verdict" role="status">
      {answer?.image && (
        <>
          <strong>
            {answer.image.width} × {answer.image.height}
          </strong>
          <strong>{formatType(answer.type)}</strong>
          <strong>{formatBytes(answer.bytes)}</strong>
          <Saving answers={answers} />
          <Duration state={state} answers={answers} />
        </>
      )}
    </p>
  );
};

const Saving = ({ answers }: { answers: Answers }) => {
  const bytes = answers.current.value?.bytes ?? 0;
  const original = answers.original.value?.bytes ?? 0;
  const share = savedShare(bytes, original);
  if (share === undefined) return null;
  if (share <= 0) return <span>no smaller than the original ({formatBytes(original)})</span>;
  return (
    <span>
      <b class="good">{share} % smaller</b> than the original: {savedOf(bytes, original)}
    </span>
  );
};

const savedOf = (bytes: number, original: number) => {
  const [saved, whole] = [formatBytes(original - bytes), formatBytes(original)];
  // Rounded, a small image saves all of a large original.
  return saved === whole ? `${formatBytes(bytes)} instead of ${whole}` : `${saved} saved of ${whole}`;
};

const Duration = ({ state, answers }: { state: State; answers: Answers }) => {
  const network = networks[state.view.network];
  if (!network) return null;
  const time = (bytes: number) => formatTime(transferTime(bytes, network));
  const original = answers.original.value?.bytes;
  return (
    <span>
      {time(answers.current.value?.bytes ?? 0)} on {network.name}
      {original ? `; the original takes ${time(original)}` : ''}
    </span>
  );
};
