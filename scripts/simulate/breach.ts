/** What the checker found; the seed repeats it. `law` names what was broken, the same in every run that breaks it. */
export class Breach extends Error {
  override readonly name = 'Breach';
  readonly law: string;

  constructor(law: string, what: string) {
    super(`${law}: ${what}`);
    this.law = law;
  }
}
