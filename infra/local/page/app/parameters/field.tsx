import type { ParameterDocs } from '../../../../../edge/query/docs.ts';
import { type Slide, slides } from './labels.ts';

type Props = { docs: ParameterDocs; value: string; invalid: boolean; set: (value: string) => void };

/** What sets a parameter, by its kind. */
export const Field = (props: Props) => {
  const { docs } = props;
  if (docs.kind === 'flag') return <Flag {...props} />;
  if (docs.kind === 'choice') return <List {...props} />;
  if (docs.kind === 'color') return <Color {...props} />;
  const slide = slideOf(docs);
  return slide ? <Slider {...props} slide={slide} /> : <Text {...props} />;
};

const idOf = ({ parameter }: ParameterDocs) => `parameter-${parameter}`;

const slideOf = ({ parameter, kind, least, most }: ParameterDocs): Slide | undefined =>
  slides[parameter] ??
  (kind === 'number' && least !== undefined && most !== undefined && most - least <= 1000
    ? { least, most, step: 1 }
    : undefined);

/** A switch; its usual state is no parameter at all. */
const Flag = ({ docs, value, set }: Props) => {
  const usual = docs.preset === 'true';
  const on = value === '' ? usual : /^(true|1|yes|on)$/.test(value);
  return (
    <input
      id={idOf(docs)}
      type="checkbox"
      class="switch"
      checked={on}
      onChange={({ currentTarget: { checked } }) => set(checked === usual ? '' : String(checked))}
    />
  );
};

const List = ({ docs, value, invalid, set }: Props) => {
  const { choices = [], preset } = docs;
  // A value under another name that the server knows is shown as it is.
  const names = value === '' || choices.includes(value) ? choices : [value, ...choices];
  return (
    <select
      id={idOf(docs)}
      value={value}
      aria-invalid={invalid}
      onChange={({ currentTarget }) => set(currentTarget.value)}
    >
      <option value="">{preset ? `${preset} (default)` : 'Not set'}</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
};

/** A color: picked, or written as hex digits or a name. */
const Color = (props: Props) => {
  const { docs, value, set } = props;
  const hex = /^[\da-f]{6}/i.exec(value)?.[0] ?? shortHex(value) ?? '808080';
  return (
    <div class="pair">
      <input
        type="color"
        value={`#${hex}`}
        aria-label={`Pick a color for ${docs.parameter}`}
        onInput={({ currentTarget }) => set(currentTarget.value.slice(1))}
      />
      <Text {...props} />
    </div>
  );
};

const shortHex = (value: string) =>
  /^[\da-f]{3}$/i.test(value) ? value.replaceAll(/./g, (digit) => digit + digit) : undefined;

/** A number to drag or to write; names such as `auto` are suggested. */
const Slider = (props: Props & { slide: Slide }) => {
  const { docs, value, set, slide } = props;
  const { least, most, step } = slide;
  const usual = Number(docs.preset) || Math.min(most, Math.max(least, 0));
  const at = Number.isFinite(Number.parseFloat(value)) ? Number.parseFloat(value) : usual;
  return (
    <div class="pair">
      <input
        type="range"
        min={least}
        max={most}
        step={step}
        value={at}
        aria-label={`Drag ${docs.parameter}`}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
      <Text {...props} />
    </div>
  );
};

const Text = ({ docs, value, invalid, set }: Props) => {
  const { choices = [], preset, kind, parameter } = docs;
  const suggestions = kind === 'position' ? positions : choices;
  return (
    <>
      <input
        id={idOf(docs)}
        type="text"
        value={value}
        placeholder={isUnset(docs) ? 'Not set' : preset}
        aria-invalid={invalid}
        autocomplete="off"
        spellcheck={false}
        {...(suggestions.length > 0 && { list: `values-${parameter}` })}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
      {suggestions.length > 0 && (
        <datalist id={`values-${parameter}`}>
          {suggestions.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </>
  );
};

/** For a side 0 is no side at all. */
const isUnset = ({ preset, group }: ParameterDocs) => !preset || (preset === '0' && group === 'Size');

const positions = [
  'attention',
  'entropy',
  'top',
  'right',
  'bottom',
  'left',
  'top-left',
  'top-right',
  'bottom-left',
  'bottom-right',
];
