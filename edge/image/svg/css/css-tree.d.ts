// The parts of css-tree that we use; its types describe the whole only.
declare module 'css-tree/tokenizer' {
  export { tokenize, tokenTypes } from 'css-tree';
}
declare module 'css-tree/utils' {
  export { ident, string, url } from 'css-tree';
}
declare module 'css-tree/selector-parser' {
  // biome-ignore lint/style/noDefaultExport: css-tree's own.
  export { parse as default } from 'css-tree';
}
