const PATHS = {
  overview: 'M3 12 12 4l9 8M5.5 10v9.5h13V10',
  jobs: 'M8 6h12M8 12h12M8 18h12M3.5 6h.01M3.5 12h.01M3.5 18h.01',
  vineyard:
    'M12 21V9M12 9c0-3 2-5.5 5.5-6 .3 3.5-1.7 6-5.5 6Zm0 5c0-2.6-1.8-4.6-5-5-.2 3 1.5 5 5 5Z',
  tendril: 'M4 5h16v6H4zM4 13h16v6H4zM7.5 8h.01M7.5 16h.01',
  plan: 'M9 4h6v3H9zM15 5.5h3V20H6V5.5h3M9 11.5h6M9 15.5h4',
  deploy: 'M12 15V4m0 0L7.5 8.5M12 4l4.5 4.5M4.5 14v5.5h15V14',
  destroy: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5',
  test: 'm8.5 12.5 2.5 2.5 5-5.5M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z',
  copy: 'M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9',
  check: 'm5 12.5 4.5 4.5L19 7',
  download: 'M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M4.5 19.5h15',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM15.5 15.5 20 20',
  down: 'M12 5v14m0 0 5.5-5.5M12 19l-5.5-5.5',
  next: 'm6 9.5 6 6 6-6',
  previous: 'm6 14.5 6-6 6 6',
  again: 'M19.5 5v5h-5M19 10a7.5 7.5 0 1 0 .3 4.5',
  stop: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM9 9l6 6M15 9l-6 6',
  plus: 'M12 5v14M5 12h14',
  back: 'M19 12H5m0 0 6-6m-6 6 6 6',
  forward: 'M5 12h14m0 0-6-6m6 6-6 6',
  leave: 'M10 4.5H5v15h5M15 8l4 4-4 4M19 12H9.5',
  warning: 'M12 4 2.8 19.5h18.4ZM12 10v4.5M12 17h.01',
  drain: 'M12 3.5c3.5 4.3 5.5 7.2 5.5 10a5.5 5.5 0 0 1-11 0c0-2.8 2-5.7 5.5-10Z',
  wrap: 'M4 6h16M4 12h12.5a3 3 0 0 1 0 6H12m0 0 2.5-2.5M12 18l2.5 2.5M4 18h4',
  clock: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM12 7.5V12l3 2',
} as const

export type IconName = keyof typeof PATHS

/** Decoration: what it stands beside says the same in words. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
