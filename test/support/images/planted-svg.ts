/** Places of an SVG where something can be told besides what it shows, what a screen reader says, and names: with a secret there. */
export const placesInSvg = (secret: string): [place: string, bytes: Buffer][] => {
  const drawing = (content: string, attributes = '') =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="64"${attributes}>${content}<rect width="96" height="64"/></svg>`;
  const text = `<x:a xmlns:x="urn:x">${secret}</x:a>`;
  const places: { [place: string]: string } = {
    'a comment': drawing(`<!--${secret}-->`),
    'a comment before it': `<!--${secret}-->${drawing('')}`,
    'a comment behind it': `${drawing('')}<!--${secret}-->`,
    metadata: drawing(`<metadata>${text}</metadata>`),
    'a processing instruction': `<?edited ${secret}?>${drawing('')}`,
    'a packet of XMP': drawing(`<?xpacket begin="${secret}"?>`),
    'a document type': `<!DOCTYPE svg PUBLIC "${secret}" "http://example.com/${secret}">${drawing('')}`,
    'an entity': `<!DOCTYPE svg [<!ENTITY a "${secret}">]>${drawing('')}`,
    'an element of another language': drawing(text),
    'an attribute of another language': drawing('', ` xmlns:x="urn:x" x:from="${secret}"`),
    'the name of another language': drawing('', ` xmlns:x="urn:${secret}"`),
    'an attribute for scripts': drawing('', ` data-from="${secret}"`),
    'an unknown attribute': drawing('', ` author="${secret}"`),
    'a comment in a style sheet': drawing(`<style>/*${secret}*/rect{fill:red}</style>`),
    'a comment in a style': drawing(`<g style="/*${secret}*/fill:red"/>`),
    'text outside of a text element': drawing(`${secret}<g>${secret}</g>`),
    'a script': drawing(`<script>/*${secret}*/</script>`),
    'an address of a file': drawing(`<image href="file:///home/${secret}.png"/>`),
  };
  return Object.entries(places).map(([place, content]) => [place, Buffer.from(content)]);
};
