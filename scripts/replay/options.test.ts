import { expect, test } from '@jest/globals';
import { parseCut, parseKill, replayOptions } from './options.ts';

test('a cut names a store by its place, and days within the window', () => {
  expect(parseCut('2:day3-day6', ['S01', 'S02'], 14)).toEqual({ store: 'S02', from: 3, to: 6 });
  for (const text of [
    '3:day1-day2',
    '0:day1-day2',
    '1:day0-day2',
    '1:day5-day4',
    '1:day1-day15',
    'S01:day1-day2',
    '1:3-6',
  ])
    expect(() => parseCut(text, ['S01', 'S02'], 14)).toThrow('--cut');
});

test('the command line has defaults, and shares between 0 and 1', () => {
  const options = replayOptions(['--data', 'here', '--cut', '1:day1-day2', '--cut', '8:day3-day3']);
  expect(options.plan.stores).toHaveLength(8);
  expect(options.cuts.map(({ store }) => store)).toEqual(['S01', 'S08']);
  expect(() => replayOptions([])).toThrow('--data');
  expect(() => replayOptions(['--data', 'here', '--pickup-share', '2'])).toThrow('from 0 to 1');
  expect(() => replayOptions(['--data', 'here', '--stores', 'many'])).toThrow('whole number');
});

test('a kill names the hub or a store by its place, and a day', () => {
  expect(parseKill('2:day3', ['S01', 'S02'], 7)).toEqual({ process: 'S02', day: 3 });
  expect(parseKill('hub:day7', ['S01'], 7)).toEqual({ process: 'hub', day: 7 });
  for (const text of ['3:day1', 'hub:day0', 'hub:day8', 'hub', 'S01:day1'])
    expect(() => parseKill(text, ['S01', 'S02'], 7)).toThrow('--kill');
});
