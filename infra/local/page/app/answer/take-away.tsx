import { useState } from 'preact/hooks';
import type { Snippet } from '../../../../../edge/url/snippet.ts';
import { snippets } from '../../../../../edge/url/snippets.ts';
import { path } from '../../../../../edge/url/url.ts';
import type { State } from '../state.ts';
import type { Answers } from '../use-answers.ts';
import { Code } from './code.tsx';

/** The image as code, for the place that it is chosen for. */
export const TakeAway = ({ state, answers }: { state: State; answers: Answers }) => {
  const [chosen, setChosen] = useState('URL');
  const [domain, setDomain] = useState('images.example.com');
  const all = snippetsOf(state, answers, domain);
  if (!all) return <p class="hint">Code appears here as soon as there is an image.</p>;
  const snippet = all.find(({ name }) => name === chosen) ?? all[0];
  return (
    <div class="take-away">
      <div class="tools">
        <label class="choice">
          <span>For</span>
          <select value={chosen} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            {(['Web', 'Frameworks', 'Apps'] as const).map((group) => (
              <optgroup key={group} label={group}>
                {all
                  .filter((each) => each.group === group)
                  .map(({ name }) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
              </optgroup>
            ))}
          </select>
        </label>
        <label class="choice wide">
          <span>Domain</span>
          <input
            type="text"
            value={domain}
            spellcheck={false}
            onInput={({ currentTarget }) => setDomain(currentTarget.value.trim())}
          />
        </label>
      </div>
      {snippet && <Files snippet={snippet} />}
    </div>
  );
};

const Files = ({ snippet: { files, note } }: { snippet: Snippet }) => (
  <>
    {files.map(({ name, language, code }) => (
      <Code key={name} name={name ?? ''} language={language} code={code} />
    ))}
    {note && <p class="hint">{note}</p>}
  </>
);

/** The size that the image has in the page: its pixels, over the density that it was asked for. */
const snippetsOf = ({ image: key, parameters }: State, { current, facts }: Answers, domain: string) => {
  const image = current.value?.image;
  if (!image) return undefined;
  const density = Number(parameters.dpr) || 1;
  return snippets({
    src: `https://${domain || 'images.example.com'}${path(key)}`,
    parameters,
    width: Math.round(image.width / density),
    height: Math.round(image.height / density),
    widest: facts.value?.width,
    alt: key.replace(/.*\/|\.\w+$/g, '').replaceAll(/[-_]+/g, ' '),
  });
};
