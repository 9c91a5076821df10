/** Line icons, drawn on a 24 px grid. They stand beside words, never alone in meaning. */
const PATHS = {
  sell: 'M4 5h2l2 10h9l2-7H7M9 20h.01M17 20h.01',
  handover: 'M3 12h4l3 3 5-1 6-4M3 18h6l8-1 4-4M14 4h6v5h-6z',
  pick: 'M5 4h14v16H5zM9 9l2 2 4-4M9 16h6',
  returns: 'M9 8H4V3M4.5 8a8 8 0 1 1-.5 6',
  stock: 'M3 8l9-5 9 5v8l-9 5-9-5zM3 8l9 5 9-5M12 13v8',
  shift: 'M3 7h18v10H3zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM6 12h.01M18 12h.01',
  status: 'M4 18a12 12 0 0 1 16 0M7.5 14a7 7 0 0 1 9 0M12 18h.01',
  good: 'M5 12l5 5 9-10',
  warn: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  bad: 'M6 6l12 12M18 6L6 18',
  wait: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5l3 2',
  lock: 'M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3',
  theme: 'M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z',
  minus: 'M6 12h12',
  plus: 'M6 12h12M12 6v12',
  remove: 'M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v5M14 11v5',
  edit: 'M4 20l1-4L16 5l3 3L8 19z',
  print: 'M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z',
  erase: 'M9 5h11v14H9l-6-7zM12 9l5 6M17 9l-5 6',
  camera: 'M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z',
  undo: 'M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10H9',
  discount: 'M5 19L19 5M7.5 5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM16.5 14a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  park: 'M7 4v16M17 4v16',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21a8 8 0 0 1 16 0',
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
