import { useState } from 'preact/hooks';
import type { ParameterDocs } from '../../../../../edge/query/docs.ts';
import { parameterGroups } from '../../../../../edge/query/groups.ts';
import type { Query } from '../state.ts';
import type { Change } from '../use-state.ts';
import { Control } from './control.tsx';
import { commonGroups, labels } from './labels.ts';
import './parameters.css';

type Props = {
  docs: ParameterDocs[];
  values: Query;
  /** The parameter that the server refused. */
  refused: string | undefined;
  change: (change: Change) => void;
};

/** Every parameter, in its group; common groups are open, and a search opens all. */
export const Parameters = ({ docs, values, refused, change }: Props) => {
  const [search, setSearch] = useState('');
  const found = docs.filter((each) => matches(each, search.trim().toLowerCase()));
  const groups = [...new Set(Object.values(parameterGroups))].filter((name) =>
    found.some(({ group }) => group === name),
  );
  const unknown = Object.keys(values).filter((name) => !docs.some(({ parameter }) => parameter === name));
  return (
    <form
      id="parameters"
      class="parameters"
      aria-label="Parameters"
      tabIndex={-1}
      onSubmit={(event) => event.preventDefault()}
    >
      <div class="tools">
        <input
          type="search"
          value={search}
          placeholder="Search parameters"
          aria-label="Search parameters"
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        <button type="button" onClick={() => change({ only: {} })} disabled={Object.keys(values).length === 0}>
          Reset all
        </button>
      </div>
      <p class="count" role="status">
        {found.length === 0 && `No parameter is called or does “${search}”.`}
      </p>
      {unknown.length > 0 && <Others names={unknown} values={values} change={change} />}
      {groups.map((group) => (
        <Group
          key={group}
          name={group}
          docs={found.filter((each) => each.group === group)}
          searching={search !== ''}
          {...{ values, refused, change }}
        />
      ))}
    </form>
  );
};

const matches = ({ parameter, aliases, meaning, group }: ParameterDocs, text: string) =>
  [parameter, labels[parameter], ...aliases, meaning, group].join(' ').toLowerCase().includes(text);

type GroupProps = Props & { name: string; searching: boolean };

const Group = ({ name, docs, searching, values, refused, change }: GroupProps) => {
  const set = docs.filter(({ parameter }) => parameter in values).length;
  return (
    <details open={searching || set > 0 || commonGroups.includes(name)}>
      <summary>
        <h2>{name}</h2>
        {set > 0 && <small>{set} set</small>}
      </summary>
      {docs.map((each) => (
        <Control
          key={each.parameter}
          docs={each}
          value={values[each.parameter] ?? ''}
          invalid={refused === each.parameter}
          set={(value) => change({ parameters: { [each.parameter]: value } })}
          change={change}
        />
      ))}
    </details>
  );
};

/** Parameters under other names than the table's: they came with the address. */
const Others = ({ names, values, change }: { names: string[]; values: Query; change: Props['change'] }) => (
  <ul class="others" aria-label="Other names in the URL">
    {names.map((name) => (
      <li key={name}>
        <code>
          {name}={values[name]}
        </code>
        <button type="button" aria-label={`Remove ${name}`} onClick={() => change({ parameters: { [name]: '' } })}>
          ×
        </button>
      </li>
    ))}
  </ul>
);
