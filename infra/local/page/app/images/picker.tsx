import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageSettings } from '../../../../config/settings/page-settings.ts';
import { thumbnailOf } from '../service.ts';
import type { Upload } from './upload.tsx';
import './images.css';

type Props = {
  settings: PageSettings;
  images: string[];
  chosen: string;
  choose: (key: string) => void;
  upload: Upload;
};

/** The images of the folder, with a search; one stop for the tabulator key, however many there are. */
export const Picker = ({ settings, images, chosen, choose, upload }: Props) => {
  const [search, setSearch] = useState('');
  const found = useMemo(() => {
    const text = search.toLowerCase();
    return images.filter((key) => key.toLowerCase().includes(text));
  }, [images, search]);
  const count = found.length.toLocaleString('en');
  return (
    <nav class="images" aria-label="Images">
      <details open={innerWidth > 1100}>
        <summary>
          Images <small>{chosen}</small>
        </summary>
        <div class="tools">
          <input
            type="search"
            value={search}
            placeholder="Search images"
            aria-label="Search images"
            onInput={({ currentTarget }) => setSearch(currentTarget.value)}
          />
          {settings.local && (
            <label class="button">
              Add
              <input
                type="file"
                accept="image/*"
                multiple
                onChange={({ currentTarget }) => upload.take(currentTarget.files ?? [])}
              />
            </label>
          )}
        </div>
        <p class="count" role="status">
          {upload.problem ||
            (found.length > 0 ? `${count} ${found.length === 1 ? 'image' : 'images'}` : 'No image found')}
        </p>
        <List settings={settings} keys={found} chosen={chosen} choose={choose} />
      </details>
    </nav>
  );
};

/** Pixels of a row; images.css has the same. */
const rowHeight = 56;

type ListProps = { settings: PageSettings; keys: string[]; chosen: string; choose: (key: string) => void };

/** Only the rows in sight exist: a folder may hold many thousands of images. */
const List = ({ settings, keys, chosen, choose }: ListProps) => {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [active, setActive] = useState(Math.max(0, keys.indexOf(chosen)));
  const at = Math.min(active, keys.length - 1);
  useEffect(() => setActive(Math.max(0, keys.indexOf(chosen))), [keys, chosen]);
  useEffect(() => {
    const box = list.current;
    if (!box) return;
    const [row, view] = [at * rowHeight, box.clientHeight];
    if (row < box.scrollTop) box.scrollTop = row;
    else if (row + rowHeight > box.scrollTop + view) box.scrollTop = row + rowHeight - view;
  }, [at]);

  const first = Math.max(0, Math.floor(top / rowHeight) - 4);
  const rows = keys.slice(first, first + 24);
  const move = (event: KeyboardEvent) => {
    const steps: { [key: string]: number } = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 8,
      PageUp: at - 8,
      Home: 0,
      End: keys.length - 1,
    };
    const next = steps[event.key];
    if (next !== undefined) setActive(Math.min(keys.length - 1, Math.max(0, next)));
    else if (event.key === 'Enter' || event.key === ' ') choose(keys[at] ?? chosen);
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="list"
      ref={list}
      role="listbox"
      tabIndex={0}
      aria-label="Images of the folder"
      aria-activedescendant={rows.includes(keys[at] ?? '') ? `image-${at}` : undefined}
      onKeyDown={move}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
    >
      <div style={{ height: `${keys.length * rowHeight}px` }} role="presentation">
        {rows.map((key, index) => (
          <Row
            key={key}
            name={key}
            thumbnail={thumbnailOf(key, settings)}
            index={first + index}
            count={keys.length}
            chosen={key === chosen}
            active={first + index === at}
            choose={choose}
          />
        ))}
      </div>
    </div>
  );
};

type RowProps = {
  name: string;
  thumbnail: string;
  index: number;
  count: number;
  chosen: boolean;
  active: boolean;
  choose: (key: string) => void;
};

const Row = ({ name, thumbnail, index, count, chosen, active, choose }: RowProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself takes the keys
  <div
    id={`image-${index}`}
    class={`row ${active ? 'active' : ''}`}
    style={{ top: `${index * rowHeight}px` }}
    role="option"
    tabIndex={-1}
    aria-selected={chosen}
    aria-posinset={index + 1}
    aria-setsize={count}
    title={name}
    onClick={() => choose(name)}
  >
    <Thumbnail name={name} src={thumbnail} />
    <span>{name}</span>
  </div>
);

/** A format's name stands in where there is no thumbnail: of a file that is empty, damaged or too large. */
const Thumbnail = ({ name, src }: { name: string; src: string }) => {
  const [failed, setFailed] = useState(false);
  if (failed) return <span class="thumbnail">{name.replace(/.*\./, '')}</span>;
  return <img class="thumbnail" src={src} alt="" width={56} height={42} onError={() => setFailed(true)} />;
};
