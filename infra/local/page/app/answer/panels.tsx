import type { State, View } from '../state.ts';
import type { Answers } from '../use-answers.ts';
import type { Change } from '../use-state.ts';
import { ImageFacts } from './image-facts.tsx';
import { RequestFacts } from './request-facts.tsx';
import { TakeAway } from './take-away.tsx';
import { Why } from './why.tsx';
import './panels.css';

type Props = { state: State; answers: Answers; change: (change: Change) => void };

const panels: [id: View['panel'], name: string][] = [
  ['code', 'Code'],
  ['why', 'Why'],
  ['image', 'Colors'],
  ['request', 'Response'],
];

/** What to take away, and what there is to understand, one at a time. */
export const Panels = ({ state, answers, change }: Props) => {
  const { panel } = state.view;
  const open = (id: View['panel']) => change({ view: { panel: id } });
  return (
    <section class="panels" aria-label="More about this image">
      <div class="tabs" role="tablist" aria-label="About this image">
        {panels.map(([id, name], index) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={panel === id}
            aria-controls="panel"
            tabIndex={panel === id ? 0 : -1}
            onClick={() => open(id)}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              const next = step && panels[(index + step + panels.length) % panels.length];
              if (!next) return;
              open(next[0]);
              document.getElementById(`tab-${next[0]}`)?.focus();
            }}
          >
            {name}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the tab leads here, and a panel may hold nothing that takes the focus */}
      <div id="panel" class="panel" role="tabpanel" aria-labelledby={`tab-${panel}`} tabIndex={0}>
        {panel === 'code' && <TakeAway state={state} answers={answers} />}
        {panel === 'why' && <Why answers={answers} />}
        {panel === 'image' && <ImageFacts state={state} answers={answers} />}
        {panel === 'request' && <RequestFacts answers={answers} />}
      </div>
    </section>
  );
};
