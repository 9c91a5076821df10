// Gives every `npm run` and `npx` Node 24, also on a machine whose own node is older.
// The pin and its integrity stand in runtime/package.json and runtime/package-lock.json; the binary is linked
// into node_modules/.bin, which npm puts first on the PATH. Runs on Node 20, so plain JavaScript without types.

import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const runtime = join(root, 'runtime');
const binary = join(runtime, 'node_modules/.bin/node');
const link = join(root, 'node_modules/.bin/node');
const pin = Object.values(JSON.parse(readFileSync(join(runtime, 'package.json'), 'utf8')).optionalDependencies)[0];

// The machine's own node decides, not an older link of ours that npm may have put before it.
const own = process.execPath.startsWith(runtime) ? 0 : Number(process.versions.node.split('.')[0]);
if (own >= 24) {
  rmSync(link, { force: true });
  process.exit(0);
}

if (installedVersion() !== pin) {
  install();
  const got = installedVersion();
  if (got !== pin) {
    console.error(
      `Ringfence runs on Node 24. This machine has ${process.version}, and Node ${pin} could not be installed into ` +
        `runtime/ (${got ? `found ${got}` : `no package for ${process.platform}-${process.arch}`}). ` +
        'Install Node 24 or newer and run npm ci again.',
    );
    process.exit(1);
  }
}
if (!linked()) {
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync('../../runtime/node_modules/.bin/node', link);
}

/** The version the installed binary reports about itself, or undefined when there is none that runs. */
function installedVersion() {
  try {
    return execFileSync(binary, ['-p', 'process.versions.node'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

function install() {
  // The outer npm describes its own package in the environment; the inner one must not mistake that for its own.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(key)),
  );
  const args = ['ci', '--ignore-scripts', '--no-workspaces'];
  const npm = process.env.npm_execpath;
  const [command, rest] = npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args];
  spawnSync(command, rest, { cwd: runtime, env, stdio: 'inherit' });
}

function linked() {
  try {
    return (
      lstatSync(link).isSymbolicLink() &&
      execFileSync(link, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim() === pin
    );
  } catch {
    return false;
  }
}
