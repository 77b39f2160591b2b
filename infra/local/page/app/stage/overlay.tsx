import { useState } from 'preact/hooks';
import { addressOf, type Query, type State } from '../state.ts';
import type { Answers } from '../use-answers.ts';
import type { Change } from '../use-state.ts';
import { CropFrame } from './crop-frame.tsx';
import { FocalPoint } from './focal-point.tsx';

type Props = { state: State; answers: Answers; change: (change: Change) => void };

/** The image before the crop, to point at: a click sets the focal point, a drag the part that counts. */
export const Overlay = ({ state, answers, change }: Props) => {
  const [failed, setFailed] = useState(false);
  const { image, parameters, view } = state;
  const result = answers.current.value?.image;
  const Handle = view.tool === 'focus' ? FocalPoint : CropFrame;
  // What can't be derived may be an original of any size: it is not loaded to be pointed at.
  if (failed || !result) return <p class="hint">There is no image to click on.</p>;
  return (
    <div class="pointing">
      <div class="pointed">
        <img
          src={addressOf(image, uncropped(parameters, view.tool))}
          alt={`${image} before it is cropped`}
          draggable={false}
          onError={() => setFailed(true)}
        />
        <Handle parameters={parameters} change={(parameters) => change({ parameters })} />
      </div>
      <p class="hint">{view.tool === 'focus' ? focusHint(parameters) : cropHint}</p>
      {result && (
        <figure class="preview">
          <img src={result.src} alt="Result" />
          <figcaption>Result</figcaption>
        </figure>
      )}
    </div>
  );
};

const cropHint = 'Drag over the part to keep. With the keyboard: arrow keys move it, Shift and arrow keys resize it.';

const focusHint = ({ w, h, ar, fit }: Query) =>
  /^(cover|crop|min)$/.test(fit ?? '') || ar
    ? 'Click on what crops should keep. With the keyboard: arrow keys move the point.'
    : `Click on what crops should keep. This image is not cropped yet: set ${[w ? '' : 'a width', h ? '' : 'a height', 'Fit to cover'].filter(Boolean).join(' and ')}.`;

/** What a focal point or a crop is measured on: for a point, what the crop and the turn before it leave. */
const uncropped = ({ rect = '', trim = '', rot = '', flip = '' }: Query, tool: string): Query => {
  const before = tool === 'focus' ? { rect, trim, rot, flip } : {};
  const given = Object.entries(before).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(given), w: '1200', h: '1200', format: 'auto' };
};
