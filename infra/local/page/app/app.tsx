import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ParameterDocs } from '../../../../edge/query/docs.ts';
import type { PageSettings } from '../../../config/settings/page-settings.ts';
import { Panels } from './answer/panels.tsx';
import { Warnings } from './answer/warnings.tsx';
import { Failure } from './failure.tsx';
import { Paste } from './images/paste.tsx';
import { Picker } from './images/picker.tsx';
import { useUpload } from './images/upload.tsx';
import { Parameters } from './parameters/parameters.tsx';
import { fetchImages } from './service.ts';
import { Simulate } from './stage/simulate.tsx';
import { Stage } from './stage/stage.tsx';
import { plainView, type State } from './state.ts';
import { useAnswers } from './use-answers.ts';
import { usePageState } from './use-state.ts';

type Props = { settings: PageSettings; images: string[]; docs: ParameterDocs[] };

/** The whole page, composed of its parts. */
export const App = ({ settings, images: initial, docs }: Props) => {
  const [images, setImages] = useState(initial);
  const [state, change] = usePageState(useMemo(() => firstState(initial), []));
  const answers = useAnswers(state);
  const refused = answers.problem?.parameter;
  const upload = useUpload(async (key) => {
    setImages(await fetchImages());
    change({ image: key });
  });
  useEffect(() => {
    document.title = `${state.image || 'No images'} · Edge images`;
  }, [state.image]);

  return (
    <div class={`page ${upload.over ? 'dropping' : ''}`} {...(settings.local && upload.handlers)}>
      <button type="button" class="skip" onClick={() => document.getElementById('stage')?.focus()}>
        Skip to the image
      </button>
      <button type="button" class="skip" onClick={() => document.getElementById('parameters')?.focus()}>
        Skip to the parameters
      </button>
      <header>
        <h1>Edge images</h1>
        <Paste images={images} change={change} />
      </header>
      <Picker
        settings={settings}
        images={images}
        chosen={state.image}
        choose={(image) => change({ image })}
        upload={upload}
      />
      <main>
        <Closed sentences={settings.closed} />
        <Simulate view={state.view} change={change} />
        {answers.current.error ? (
          <Failure message={answers.current.error} />
        ) : (
          <Stage state={state} answers={answers} change={change} />
        )}
        <Warnings answers={answers} />
        <Panels state={state} answers={answers} change={change} />
      </main>
      <Parameters docs={docs} values={state.parameters} refused={refused} change={change} />
    </div>
  );
};

/** What the configuration of a deployed service closes. */
const Closed = ({ sentences }: { sentences: readonly string[] }) =>
  sentences.length === 0 ? null : (
    <details class="notice closed">
      <summary>What this page can’t do here</summary>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  );

const firstState = (images: string[]): State => ({
  image: images.find((key) => key === 'landscape.jpg') ?? images[0] ?? '',
  parameters: { w: '800', format: 'auto' },
  view: plainView,
});
