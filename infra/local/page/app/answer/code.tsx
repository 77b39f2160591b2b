import { useRef, useState } from 'preact/hooks';

type Props = { name: string; language: string; code: string };

/** Code to copy. */
export const Code = ({ name, language, code }: Props) => {
  const text = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState('');
  const copy = async () => {
    // Browsers have a clipboard at localhost and behind https only.
    if (navigator.clipboard) await navigator.clipboard.writeText(code);
    else if (text.current) getSelection()?.selectAllChildren(text.current);
    setCopied(navigator.clipboard ? 'Copied' : 'Selected');
    setTimeout(() => setCopied(''), 2000);
  };
  return (
    <figure class="code">
      <figcaption>
        <span>{name || language}</span>
        <button type="button" onClick={copy}>
          {copied || 'Copy'}
        </button>
        <span class="hidden" role="status">
          {copied}
        </span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={name || 'Code'}>
        <pre>
          <code ref={text}>{code}</code>
        </pre>
      </section>
    </figure>
  );
};
