import type { Reason } from '../../../../../edge/errors.ts';
import type { Ignored } from '../../../../../edge/explain/parameters.ts';
import type { Note } from '../../../../../edge/image/encode/verify.ts';
import type { Explanation } from '../service.ts';
import type { Answers } from '../use-answers.ts';

/** What the parameters say that has no effect, and what became of the others on the way. */
export const Warnings = ({ answers }: { answers: Answers }) => {
  const lines = warningsOf(answers);
  return (
    <div role="status">
      {lines.length > 0 && (
        <ul class="warnings">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
};

const warningsOf = ({ read, explanation, current }: Answers): string[] => {
  const reason = current.value?.headers.get('x-image-reason');
  return [
    ...(reason && current.value?.image ? [reasonInWords(reason)] : []),
    ...(read.value?.lost ?? []).filter(({ why }) => why !== 'unreadable').map(ignoredInWords),
    ...(explanation.value?.parameters ?? []).flatMap(changeInWords),
  ];
};

/** Why a parameter has no effect, in a sentence. */
export const ignoredInWords = ({ name, why, meant, expected, because }: Ignored): string => {
  const hint = meant ? ` Did you mean ${meant}?` : expected ? ` Expected ${expected}.` : '';
  if (why === 'unknown') return `${name} is not a parameter here.${hint}`;
  if (why === 'unreadable') return `${name} can’t be read.${hint}`;
  if (because) return `${name} is ${because}.`;
  if (why === 'not configured') return `${name} has no effect: the configuration doesn’t have this feature.`;
  if (why === 'no client hints') return `${name}=auto has no effect: the browser sends no client hints.`;
  return `${name} has no effect: another parameter sets the same.`;
};

type Understood = NonNullable<Explanation['parameters']>[number];

/** How a parameter was changed, if it was. */
const changeInWords = ({ note, parameter, value, asked, from }: Understood): string[] => {
  const result = `${parameter} is ${value}`;
  if (note === 'clamped') return [`${parameter}=${asked} is out of bounds: ${result}.`];
  if (note === 'snapped') return [`${parameter}=${asked} was rounded to a width of the ladder: ${result}.`];
  if (note === 'from the client hints') return [`${result}, from the browser’s client hints.`];
  return note || from === 'the Save-Data header' ? [`${result}: lowered, because the viewer saves data.`] : [];
};

/** Why the response is not the requested derivative. */
export const reasonInWords = (reason: string): string =>
  sentences[reason] ?? `The image is not what was asked for: ${reason}.`;

const reasons = {
  'not-an-image': 'This file is not an image, so it is sent unchanged.',
  'unsupported-format': 'This format can’t be resized, so the original is sent.',
  'too-many-bytes': 'The original file is too large to be resized, so it is sent unchanged.',
  'too-many-pixels': 'The original has too many pixels to be resized, so it is sent unchanged.',
  'too-costly': 'Resizing would take too much time or memory, so the original is sent.',
  'out-of-time': 'Resizing took too long, so the original is sent.',
  'out-of-memory': 'Resizing took too much memory, so the original is sent.',
  damaged: 'The original is damaged, so it is sent unchanged.',
  'over-the-limit': 'The result is larger than 1 MB even at the lowest quality, so the original is sent.',
  'unknown-name': 'The configuration has nothing by this name.',
  'unreadable-variant': 'The two functions are of different releases.',
  'original-unreadable': 'The original could not be read from the bucket.',
  'original-changed': 'The original was overwritten while it was being read.',
  'mark-unreadable': 'The watermark could not be read from the bucket, so the original is sent.',
  fault: 'An unexpected error occurred, so the original is sent. Run npm start -- --verbose to see it.',
  hurried: 'Little time was left, so the file is larger than usual.',
  incomplete: 'The animation is truncated; the frames before that point are shown.',
  still: 'This format can’t be animated: the first frame is shown.',
  'over-max-bytes': 'Nothing keeps the file within max-bytes.',
  'metadata-kept': 'The original’s metadata can’t be removed, so it is sent with it.',
  'fewer-pixels': 'No quality keeps the file within max-bytes, so it has fewer pixels.',
  'unsupported-svg-feature': 'The rasterizer can’t draw everything in this SVG. Use format svg or auto.',
  'removed-from-svg': 'The SVG contained HTML or external images, which were removed.',
  missing: 'The original is missing; the fallback image is shown.',
} satisfies Record<Reason | Note | 'missing' | 'metadata-kept', string>;

const sentences: { [reason: string]: string | undefined } = reasons;
