/** Under what right a process writes to streets that another process could write to as well. */

export interface Tenure {
  /** Higher than that of everybody who led before; no two processes ever have the same. It names the rows. */
  readonly term: number;
  /**
   * Asked when rows are durable and before anybody hears of them. Resolves when nobody had a newer term at some moment
   * after the call; rejects with `Superseded` when somebody has.
   */
  confirm(): Promise<void>;
}
