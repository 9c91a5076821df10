// A lock file keeps its promise on every machine only when all platform packages stand in it: npm leaves out
// silently the ones it cannot find while locking, and the next `npm ci` fails. Also keeps registry addresses out.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const problems = [];
for (const file of ['package-lock.json', 'runtime/package-lock.json']) {
  const { packages } = JSON.parse(readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8'));
  for (const [path, entry] of Object.entries(packages)) {
    if (entry.resolved?.includes('://')) problems.push(`${file}: ${path} names a registry: ${entry.resolved}`);
    if (path !== '' && !entry.link && path.includes('node_modules/') && !entry.integrity && !entry.inBundle) {
      problems.push(`${file}: ${path} has no integrity`);
    }
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!found(packages, path, name)) problems.push(`${file}: ${path || 'root'} wants ${name}, which is not locked`);
    }
  }
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error('Pin the package to a version whose platform packages are all published, then lock again.');
  process.exit(1);
}

/** Looks for `name` where Node would: in the package's own node_modules, then in every folder above. */
function found(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}
