// Loaded before a command's TypeScript, by whatever Node there is: npm installs the one that we use by a script of the package `node`.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `This is Node ${process.versions.node}, which can't run TypeScript. npm installs Node 24 beside the project, but not with` +
      ' --ignore-scripts: run `npm ci` without it, or use Node 24.',
  );
  process.exit(1);
}
