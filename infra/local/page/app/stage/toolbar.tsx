import { queryText, type State } from '../state.ts';
import type { Change } from '../use-state.ts';
import { Choice, Segments } from './choice.tsx';

type Props = { state: State; change: (change: Change) => void };

/** What to do on the image, and how to look at it. */
export const Toolbar = ({ state: { view, parameters }, change }: Props) => (
  <div class="toolbar">
    <Segments
      label="Tool"
      value={view.tool}
      options={[
        ['look', 'Result'],
        ['focus', 'Focal point'],
        ['crop', 'Crop'],
      ]}
      choose={(tool) => change({ view: { tool: tool as State['view']['tool'] } })}
    />
    <Segments
      label="Compare"
      value={view.compare}
      options={[
        ['off', 'Alone'],
        ['slider', 'Slider'],
        ['split', 'Side by side'],
      ]}
      choose={(compare) => change({ view: { compare: compare as State['view']['compare'], tool: 'look' } })}
    />
    <button
      type="button"
      onClick={() =>
        change({ view: { against: view.against ? '' : queryText(parameters), compare: 'slider', tool: 'look' } })
      }
    >
      {view.against ? 'Compare with the original' : 'Keep for comparison'}
    </button>
    <Segments
      label="Zoom"
      value={view.zoom}
      options={[
        ['fit', 'Fit'],
        ['full', '100 %'],
      ]}
      choose={(zoom) => change({ view: { zoom: zoom as State['view']['zoom'] } })}
    />
    <Choice
      label="Background"
      value={view.ground}
      options={[
        ['checks', 'Checkerboard'],
        ['white', 'White'],
        ['black', 'Black'],
      ]}
      choose={(ground) => change({ view: { ground: ground as State['view']['ground'] } })}
    />
  </div>
);
