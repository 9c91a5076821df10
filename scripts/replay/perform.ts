/** Performs one step of the plan against the running processes. */
import { unreachable } from '@ringfence/domain/basic/assert.ts';
import type { Step } from '../trade-data/steps.ts';
import { arrive, dispatch, receive, sell, takeBack, writeOff } from './goods.ts';
import { cancel, checkIn, endUncollected, handOver, pick, place, shortPick } from './orders.ts';
import type { World } from './world.ts';

export function perform(world: World, step: Step): Promise<void> {
  switch (step.kind) {
    case 'receipt':
      return receive(world, step);
    case 'sale':
      return sell(world, step);
    case 'return':
      return takeBack(world, step);
    case 'write-off':
      return writeOff(world, step);
    case 'dispatch':
      return dispatch(world, step);
    case 'arrival':
      return arrive(world, step);
    case 'order':
      return place(world, step);
    case 'cancel':
      return cancel(world, step);
    case 'check-in':
      return checkIn(world, step);
    case 'pick':
      return pick(world, step);
    case 'short-pick':
      return shortPick(world, step);
    case 'hand-over':
      return handOver(world, step);
    case 'no-show':
      return endUncollected(world, step);
    default:
      return unreachable(step);
  }
}
