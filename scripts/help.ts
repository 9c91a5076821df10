/** What every script says about itself: the text at the head of its file, so that there is one text and not two. */
import { readFileSync } from 'node:fs';

/** Something was asked for that there is not; the message says what. Ends a script that has called `answerHelp` with 2. */
export class Usage extends Error {
  override readonly name = 'Usage';
}

/**
 * Asked with `--help`, prints what stands at the head of `file` and ends the process with 0. Told something it does not
 * understand, the script ends with one sentence and the same text, and no stack. To be called first.
 */
export function answerHelp(file: string): void {
  const head = (): string => headOf(readFileSync(file, 'utf8'));
  process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    const isMisused = error instanceof Usage || error.code?.startsWith('ERR_PARSE_ARGS');
    console.error(isMisused ? `${error.message}\n\n${head()}` : error);
    process.exit(isMisused ? 2 : 1);
  });
  if (!process.argv.slice(2).some((word) => word === '--help' || word === '-h')) return;
  console.log(head());
  process.exit(0);
}

/** The first comment of a source, without its marks. */
export function headOf(source: string): string {
  const [, text = ''] = /\/\*\*([^]*?)\*\//.exec(source) ?? [];
  return text.replaceAll(/^[ \t]*\*? ?/gm, '').trim();
}
