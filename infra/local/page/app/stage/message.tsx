import { reasonInWords } from '../answer/warnings.tsx';
import { formatBytes, formatType } from '../format.ts';
import type { Answer } from '../service.ts';
import type { State } from '../state.ts';
import type { Answers, Problem } from '../use-answers.ts';

/** What stands in the place of an image that there is not: facts as text, or what went wrong. */
export const Message = ({ state, answers }: { state: State; answers: Answers }) => {
  const answer = answers.current.value;
  if (!answer) return null;
  if (answer.text !== undefined && answer.status < 400) return <pre class="text">{readable(answer)}</pre>;
  const [title, detail] = wordsFor(state, answer, answers.problem);
  return (
    <div class="message">
      <strong>{title}</strong>
      <p>{detail}</p>
    </div>
  );
};

const readable = ({ text = '', type }: Answer) =>
  type.includes('json') ? JSON.stringify(JSON.parse(text), null, 2) : text;

const wordsFor = ({ image }: State, answer: Answer, problem: Problem | undefined): [title: string, detail: string] => {
  const reason = answer.headers.get('x-image-reason');
  if (problem?.parameter)
    return [`${problem.parameter} can’t be read`, `“${problem.value}” was given; expected ${problem.expected}.`];
  if (answer.status === 404) return ['No such image', `There is no ${image} in this folder.`];
  if (problem) return [problem.title, problem.detail ?? `The response has status ${answer.status}.`];
  if (answer.bytes === 0) return ['An empty file', `${image} has no bytes.`];
  if (answer.unread)
    return [
      `The original is sent: ${formatBytes(answer.bytes)}`,
      `${reason ? reasonInWords(reason) : 'The parameters change nothing.'} This page doesn’t load it.`,
    ];
  const sent = `${formatType(answer.type)}, ${formatBytes(answer.bytes)}`;
  return [`This browser can’t show it (${sent})`, reason ? reasonInWords(reason) : 'Choose another format.'];
};
