import type { View } from '../state.ts';
import type { Change } from '../use-state.ts';
import { browsers, networks, screens } from '../viewers.ts';
import { Choice } from './choice.tsx';

type Props = { view: View; change: (change: Change) => void };

/** Who is looking: the browser, the screen and the network that the image is made for. */
export const Simulate = ({ view, change }: Props) => (
  <fieldset class="simulate">
    <legend>Who is looking</legend>
    <Choice
      label="Seen by"
      value={view.browser}
      options={Object.entries(browsers).map(([id, { name }]) => [id, name])}
      choose={(browser) => change({ view: { browser } })}
    />
    <Choice
      label="on"
      value={view.screen}
      options={Object.entries(screens).map(([id, screen]) => [id, screen?.name ?? 'any screen'])}
      choose={(screen) => change({ view: { screen } })}
    />
    <Choice
      label="at"
      value={view.network}
      options={Object.entries(networks).map(([id, network]) => [id, network?.name ?? 'full speed'])}
      choose={(network) => change({ view: { network } })}
    />
    <label class="check">
      <input
        type="checkbox"
        checked={view.saveData !== ''}
        onChange={({ currentTarget }) => change({ view: { saveData: currentTarget.checked ? 'on' : '' } })}
      />
      Save data
    </label>
  </fieldset>
);
