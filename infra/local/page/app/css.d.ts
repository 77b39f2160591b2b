// Style sheets are imported for their effect: the page's bundle holds them.
declare module '*.css';
