import { useState } from 'preact/hooks';
import type { ParameterDocs } from '../../../../../edge/query/docs.ts';
import type { Change } from '../use-state.ts';
import { Field } from './field.tsx';
import { labels } from './labels.ts';

type Props = {
  docs: ParameterDocs;
  value: string;
  invalid: boolean;
  set: (value: string) => void;
  change: (change: Change) => void;
};

/** A parameter: its name, what sets it, what it does on request, and a way back. */
export const Control = ({ docs, value, invalid, set, change }: Props) => {
  const [helping, setHelping] = useState(false);
  const { parameter, meaning, expected } = docs;
  const tool = tools[parameter];
  const label = labels[parameter];
  return (
    <div class={`control ${value !== '' ? 'set' : ''}`} data-parameter={parameter}>
      <div class="head">
        <label for={`parameter-${parameter}`}>
          {label} <code>{parameter}</code>
        </label>
        {value !== '' && (
          <button type="button" class="reset" aria-label={`Reset ${label}`} onClick={() => set('')}>
            Reset
          </button>
        )}
        <button
          type="button"
          class="help"
          aria-label={`About ${label}`}
          aria-expanded={helping}
          onClick={() => setHelping(!helping)}
        >
          ?
        </button>
      </div>
      <Field docs={docs} value={value} invalid={invalid} set={set} />
      {tool && (
        <button type="button" class="link" onClick={() => change({ view: { tool: tool.id } })}>
          {tool.name}
        </button>
      )}
      {invalid && <p class="bad">Expected {expected}.</p>}
      {helping && <Meaning text={meaning} />}
    </div>
  );
};

/** Parameters that are easier to point at. */
const tools: { [parameter: string]: { id: 'focus' | 'crop'; name: string } | undefined } = {
  position: { id: 'focus', name: 'Choose it on the image' },
  rect: { id: 'crop', name: 'Draw it on the image' },
};

/** A description, with its `names` as code. */
const Meaning = ({ text }: { text: string }) => (
  <p class="meaning">{text.split('`').map((part, index) => (index % 2 ? <code key={part}>{part}</code> : part))}.</p>
);
