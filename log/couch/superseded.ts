/** Another process writes where this one wrote: it has to stop, and what it has in flight is for the other to judge. */
import { StorageFailure } from '../port.ts';

export class Superseded extends StorageFailure {
  override readonly name = 'StorageFailure';
}
