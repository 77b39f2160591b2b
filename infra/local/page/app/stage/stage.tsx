import type { State } from '../state.ts';
import type { Answers } from '../use-answers.ts';
import type { Change } from '../use-state.ts';
import { Compare } from './compare.tsx';
import { Device } from './device.tsx';
import { Message } from './message.tsx';
import { Overlay } from './overlay.tsx';
import { Shown } from './shown.tsx';
import { Toolbar } from './toolbar.tsx';
import { useTransfer } from './transfer.ts';
import { Verdict } from './verdict.tsx';
import './stage.css';

type Props = { state: State; answers: Answers; change: (change: Change) => void };

/** The image, large, with its overlays and tools. */
export const Stage = ({ state, answers, change }: Props) => {
  const { view } = state;
  const { current } = answers;
  const transfer = useTransfer(current.value, view.network);
  const busy = current.pending || transfer !== undefined;
  return (
    <section id="stage" class="stage" aria-label="Image" tabIndex={-1}>
      <Toolbar state={state} change={change} />
      <div class={`canvas ${view.ground} ${view.zoom} ${view.tool}`} aria-busy={busy} {...scrollable(view.zoom)}>
        <Content {...{ state, answers, change }} />
        {transfer !== undefined && <progress value={transfer} aria-label="Loading on this network" />}
      </div>
      <Verdict state={state} answers={answers} />
    </section>
  );
};

/** What may scroll must be reachable by keyboard. */
const scrollable = (zoom: string) =>
  zoom === 'full' ? ({ tabIndex: 0, role: 'region', 'aria-label': 'Image at 100 %' } as const) : {};

const Content = ({ state, answers, change }: Props) => {
  const { view } = state;
  const answer = answers.current.value;
  if (view.tool !== 'look') return <Overlay state={state} answers={answers} change={change} />;
  if (!answer) return <p class="hint">{state.image ? 'Loading…' : 'This folder has no images. Drop one here.'}</p>;
  if (!answer.image) return <Message state={state} answers={answers} />;
  if (view.compare !== 'off') return <Compare state={state} answers={answers} />;
  if (view.screen !== 'none') return <Device screen={view.screen} image={answer.image} name={state.image} />;
  return <Shown image={answer.image} alt={`${state.image}, with these parameters`} />;
};
