import { useState } from 'preact/hooks';
import { formatBytes, formatType } from '../format.ts';
import type { Answer, Explanation } from '../service.ts';
import type { State } from '../state.ts';
import type { Answers } from '../use-answers.ts';
import type { Loaded } from '../use-loaded.ts';
import { sizeOf } from './shown.tsx';

type Props = { state: State; answers: Answers };

/** The image beside another one: the original, or a variant that was kept. */
export const Compare = ({ state: { view, image: name }, answers }: Props) => {
  const current = answers.current.value;
  const other = answers.other.value;
  if (!current?.image) return null;
  if (!other?.image)
    return <p class="hint">{answers.other.pending ? 'Loading the other image…' : 'The other image can’t be shown.'}</p>;
  const [before, after] = [
    { answer: other, image: other.image },
    { answer: current, image: current.image },
  ];
  const title = view.against ? 'Kept' : 'Original';
  // The original is shown by a derivative, whose bytes are not the original's.
  const sent = view.against ? other : answers.original.value;
  const captions = [
    sent ? caption(title, { ...sent, score: scoreOf(answers.otherExplanation) }) : title,
    caption('Now', { ...current, score: scoreOf(answers.explanation) }),
  ] as const;
  return view.compare === 'split' ? (
    <div class="split">
      <figure>
        <img src={before.image.src} alt={`${name}: ${title}`} style={sizeOf(before.image)} />
        <figcaption>{captions[0]}</figcaption>
      </figure>
      <figure>
        <img id="derivative" src={after.image.src} alt={`${name}: now`} style={sizeOf(after.image)} />
        <figcaption>{captions[1]}</figcaption>
      </figure>
    </div>
  ) : (
    <Slider name={name} before={before.image} after={after.image} captions={captions} />
  );
};

type Sent = { bytes: number; type: string; score: number | undefined };

const caption = (title: string, { bytes, type, score }: Sent) =>
  `${title}: ${formatType(type)}, ${formatBytes(bytes)}${score === undefined ? '' : `, score ${Math.round(score)}`}`;

/** SSIMULACRA 2 of the image that was sent; an original has none, since scores are measured against it. */
const scoreOf = ({ pending, value }: Loaded<Explanation>) =>
  pending ? undefined : value?.candidates?.find(({ chosen }) => chosen)?.score;

type Image = NonNullable<Answer['image']>;
type SliderProps = { name: string; before: Image; after: Image; captions: readonly [string, string] };

/** Two images on one another, with a line to drag between them. */
const Slider = ({ name, before, after, captions }: SliderProps) => {
  const [at, setAt] = useState(50);
  return (
    <div class="slider" style={{ ...sizeOf(after), '--at': `${at}%` }}>
      <img id="derivative" src={after.src} alt={`${name}: now`} />
      <img class="before" src={before.src} alt={`${name}: before`} />
      <input
        type="range"
        min="0"
        max="100"
        value={at}
        aria-label="Position of the dividing line"
        onInput={({ currentTarget }) => setAt(Number(currentTarget.value))}
      />
      <span class="line" />
      <span class="tag left">{captions[0]}</span>
      <span class="tag right">{captions[1]}</span>
    </div>
  );
};
