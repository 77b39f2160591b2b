/** An element with its properties and children. */
export const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

/** Bytes as a person reads them. */
export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
