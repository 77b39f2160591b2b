import { useState } from 'preact/hooks';
import { ignoredInWords } from '../answer/warnings.tsx';
import { fetchDialects, type ReadUrl, readUrl } from '../service.ts';
import { useLoaded } from '../use-loaded.ts';
import type { Change } from '../use-state.ts';

type Props = { images: string[]; change: (change: Change) => void };

/** Takes over the parameters of any image URL, of this service or another one, and lists what gets lost. */
export const Paste = ({ images, change }: Props) => {
  const [url, setUrl] = useState('');
  const [dialect, setDialect] = useState('');
  const [read, setRead] = useState<ReadUrl>();
  const services = useLoaded('dialects', fetchDialects).value ?? [];
  const take = async (event: Event) => {
    event.preventDefault();
    if (url.trim() === '') return;
    const result = await readUrl(url, dialect);
    setRead(result);
    const key = keyOf(result.path, images);
    change({ only: result.parameters, ...(key && { image: key }) });
  };
  return (
    <form class="paste" onSubmit={take}>
      <input
        type="text"
        inputMode="url"
        value={url}
        placeholder="Paste an image URL: yours, or another service’s"
        aria-label="Image URL to import"
        onInput={({ currentTarget }) => setUrl(currentTarget.value)}
      />
      <select
        value={dialect}
        aria-label="Service that the URL is written for"
        onChange={({ currentTarget }) => setDialect(currentTarget.value)}
      >
        <option value="">Detect the service</option>
        <option value="native">Edge images</option>
        {services.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <button type="submit">Import</button>
      {read && <Result read={read} found={keyOf(read.path, images) !== undefined} close={() => setRead(undefined)} />}
    </form>
  );
};

/** The image at a path, or the one of the same name: another site's folders are not here. */
const keyOf = (path: string, images: string[]) => {
  const key = decodeURIComponent(path.slice(1));
  const name = key.replace(/.*\//, '');
  return images.find((each) => each === key) ?? images.find((each) => each.replace(/.*\//, '') === name);
};

const Result = ({ read, found, close }: { read: ReadUrl; found: boolean; close: () => void }) => {
  const count = Object.keys(read.parameters).length;
  const service = read.dialect === 'native' ? 'Edge images' : read.dialect;
  return (
    <div class="notice" role="status">
      <button type="button" class="close" aria-label="Close" onClick={close}>
        ×
      </button>
      <strong>
        Read as a URL of {service}: {count === 1 ? '1 parameter' : `${count} parameters`} imported.
      </strong>
      {!found && <p>The image itself isn’t in this folder, so the current one is shown.</p>}
      {read.lost.length > 0 && (
        <>
          <p>Not imported:</p>
          <ul>
            {read.lost.map((each) => (
              <li key={each.name}>{ignoredInWords(each)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
};
