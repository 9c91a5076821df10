/** What every script says about itself: the text at the head of its file, so that there is one text and not two. */
import { readFileSync } from 'node:fs';

/** Asked with `--help`, prints what stands at the head of `file` and ends the process with 0. Call it first. */
export function answerHelp(file: string): void {
  if (!process.argv.slice(2).some((word) => word === '--help' || word === '-h')) return;
  console.log(headOf(readFileSync(file, 'utf8')));
  process.exit(0);
}

/** The first comment of a source, without its marks. */
export function headOf(source: string): string {
  const [, text = ''] = /\/\*\*([^]*?)\*\//.exec(source) ?? [];
  return text.replaceAll(/^[ \t]*\*? ?/gm, '').trim();
}
