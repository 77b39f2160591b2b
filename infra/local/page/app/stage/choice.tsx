type Props = {
  label: string;
  value: string;
  options: (readonly [value: string, name: string])[];
  choose: (value: string) => void;
};

/** A list to choose one from, under its label. */
export const Choice = ({ label, value, options, choose }: Props) => (
  <label class="choice">
    <span>{label}</span>
    <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
      {options.map(([each, name]) => (
        <option key={each} value={each}>
          {name}
        </option>
      ))}
    </select>
  </label>
);

type SegmentProps = Omit<Props, 'options'> & { options: (readonly [value: string, name: string])[] };

/** A few choices side by side. */
export const Segments = ({ label, value, options, choose }: SegmentProps) => (
  <fieldset class="segments">
    <legend>{label}</legend>
    {options.map(([each, name]) => (
      <label key={each}>
        <input type="radio" name={label} value={each} checked={each === value} onChange={() => choose(each)} />
        <span>{name}</span>
      </label>
    ))}
  </fieldset>
);
